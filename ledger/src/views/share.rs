//! A share of a whole, never as a bare percentage.

use alloc::format;
use alloc::string::String;

/// The percentage of `part` in `whole`, rounded half up for display; `None` of
/// nothing.
pub fn percent(part: u64, whole: u64) -> Option<u64> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    if whole == 0 {
        return None;
    }
    u64::try_from((200 * part + whole) / (2 * whole)).ok()
}

/// "71 of 148 (48%)"; "0 of 0" of nothing.
pub fn share(part: u64, whole: u64) -> String {
    match percent(part, whole) {
        Some(percent) => format!("{part} of {whole} ({percent}%)"),
        None => format!("{part} of {whole}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_names_part_and_whole_and_rounds_half_up() {
        // 71 / 148 = 47.97%.
        assert_eq!(share(71, 148), "71 of 148 (48%)");
        // 1 / 8 = 12.5%, up. 1 / 40 = 2.5%, up. 49 / 200 = 24.5%, up.
        assert_eq!(
            (percent(1, 8), percent(1, 40), percent(49, 200)),
            (Some(13), Some(3), Some(25))
        );
        // 1 / 201 = 0.4975%, down; the numbers beside it say that it is not none.
        assert_eq!(share(1, 201), "1 of 201 (0%)");
        assert_eq!(share(0, 0), "0 of 0");
        assert_eq!(percent(u64::MAX, u64::MAX), Some(100));
    }
}
