//! Spans of time on the command line, such as `90s`, `15m`, `24h` and `7d`.

use std::time::Duration;

/// Reads a span.
///
/// # Errors
/// What is wrong, for clap to print beside the option's name.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || "is not a span of time; write 90s, 15m, 24h or 7d".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let digits = &text[..text.len() - 1];
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u32 = digits.parse().map_err(|_| wrong())?;
    if number == 0 {
        return Err("is nothing; write at least 1s".to_owned());
    }
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_whole_numbers_with_a_unit() {
        for (text, seconds) in [("90s", 90), ("15m", 900), ("24h", 86_400), ("7d", 604_800)] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "s", "0s", "1", "-1s", "1.5h", "1w", "1 h", "+1h", "99999999999s", "1ß"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
