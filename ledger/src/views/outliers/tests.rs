use super::*;
use crate::views::facts::Facts;
use crate::views::fixture::{asked, figure, made, occ, words};
use crate::views::sheet::{Series, Sheet};
use alloc::format;
use alloc::string::String;
use proptest::prelude::*;

const CALL: &str = r#"{"call":"c","issuer":"occ","population":"p","legal_basis":"request",
    "indicators":[{"indicator":"victims","title":"Known victims","scale":10000},
    {"indicator":"other","title":"Something else"}]}"#;

fn number(body: usize, count: Option<u64>, base: u64) -> (&'static str, String) {
    let count = count.map_or(r#""missing":"system""#.into(), |x| format!(r#""numerator":{x}"#));
    let completeness = if count.starts_with(r#""n"#) { "full" } else { "partial" };
    let event = format!(
        r#"{{"return_id":"r{body}","call":"c","body":"b{body:02}","version":1,
        "completeness":"{completeness}","values":[{{"indicator":"victims",{count},"denominator":{base}}}]}}"#
    );
    ("return_received", event)
}

/// A call to bodies b00, b01, ..., with these answers.
fn record(bodies: usize, answers: &[(&'static str, String)]) -> Facts {
    let members: Vec<String> = (0..bodies).map(|body| format!(r#""b{body:02}""#)).collect();
    let list = format!(
        r#"{{"population":"p","name":"Boards","body_kind":"lscb","count":{bodies},"members":[{}]}}"#,
        members.join(",")
    );
    let mut events: Vec<(&str, &str)> =
        alloc::vec![("population_fixed", list.as_str()), ("data_call_issued", CALL)];
    events.extend(answers.iter().map(|(kind, event)| (*kind, event.as_str())));
    made(&events)
}

fn counts(of: &[u64], base: u64) -> Facts {
    let answers: Vec<_> =
        of.iter().enumerate().map(|(body, count)| number(body, Some(*count), base)).collect();
    record(of.len(), &answers)
}

fn ask(facts: &Facts) -> Sheet {
    asked(facts, "outliers", &[("call", "c"), ("indicator", "victims")]).unwrap()
}

/// Twenty bodies of 10,000 with 40 and one with 15: sum 815, e = 38.81.
/// phi = (20 x 1.19^2 + 23.81^2) / (21 x 38.81) = (28.3 + 566.9) / 815 = 0.730.
/// P(X <= 15 | 38.81) = 0.00001: low. Rates are 40 and 15 per 10,000.
#[test]
fn the_low_one_comes_first_with_its_numbers() {
    let mut of = alloc::vec![40; 20];
    of.push(15);
    let sheet = ask(&counts(&of, 10_000));
    assert_eq!(sheet.tables[0].rows[0].key, "b20");
    // Byar of 15: 15 (1 - 0.0074074 - 0.168690)^3 = 15 x 0.823903^3 = 8.389;
    // 16 (1 - 0.0069444 + 0.163333)^3 = 16 x 1.156389^3 = 24.742.
    assert_eq!(
        words(&sheet, "compared", "b20")[1..],
        ["low", "15", "10000", "15", "8 to 25", "38.8"]
    );
    assert_eq!(figure(&sheet, "low"), "1 of 21");
    assert_eq!(figure(&sheet, "high"), "0 of 21");
    assert_eq!(figure(&sheet, "compared"), "21 of 21 (100%)");
    // 815 / 210,000 = 38.81 per 10,000.
    assert_eq!(figure(&sheet, "common"), "39 per 10000");
    let common = sheet.figures.iter().find(|figure| figure.key == "common").unwrap();
    assert_eq!((common.numerator, common.denominator), (Some(815), Some(210_000)));
    assert_eq!(figure(&sheet, "lowest"), "15 per 10000");
    assert_eq!(figure(&sheet, "median"), "40 per 10000");
    assert_eq!(figure(&sheet, "scatter"), "0.73");
    // 40 / 15 = 2.67.
    assert_eq!(figure(&sheet, "ratio"), "3");
    let Series::Funnel(points, limits, common) = &sheet.charts[0].series else { panic!("funnel") };
    assert_eq!((points.len(), limits.len()), (21, 25));
    assert!((common - 38.8095).abs() < 0.001);
}

/// Hidden counts: 1 to 5 of 10,000 is a rate from 1 to 5, so the lowest is
/// between 1 and 5, and the highest, 40, is 8 to 40 times that.
#[test]
fn a_hidden_count_has_no_rate_no_point_and_bounds_only() {
    let mut of = alloc::vec![40; 20];
    of.push(3);
    let sheet = ask(&counts(&of, 10_000));
    assert_eq!(
        words(&sheet, "compared", "b20")[1..],
        ["low", "1 to 5", "10000", "not shown", "", "38.2"]
    );
    assert_eq!(figure(&sheet, "lowest"), "between 1 and 5 per 10000");
    assert_eq!(figure(&sheet, "ratio"), "between 8 and 40");
    assert_eq!(figure(&sheet, "common"), "about 38 per 10000, with 1 counts hidden");
    let common = sheet.figures.iter().find(|figure| figure.key == "common").unwrap();
    assert_eq!((common.numerator, common.denominator), (None, None));
    let Series::Funnel(points, ..) = &sheet.charts[0].series else { panic!("funnel") };
    assert_eq!(points.len(), 20);
}

/// Who found none, who has no data and who did not answer are listed, each with
/// its own word, and none is a zero.
#[test]
fn nil_unable_and_silent_are_listed_and_never_plotted() {
    let other = |kind: &'static str, body: usize, more: &str| {
        (kind, format!(r#"{{"return_id":"r{body}","call":"c","body":"b{body:02}"{more}}}"#))
    };
    let answers = [
        number(0, Some(20), 10_000),
        number(1, Some(0), 10_000),
        other("nil_return", 2, ""),
        other("unable_to_provide", 3, r#","reason":"system""#),
        other("declined", 4, ""),
        number(6, None, 10_000),
        number(7, Some(9), 999),
        other("nil_return", 8, r#","indicators":["other"]"#),
    ];
    let sheet = ask(&record(9, &answers));
    let why: Vec<(String, String)> =
        sheet.tables[1].rows.iter().map(|row| (row.key.clone(), row.cells[1].words())).collect();
    let expected = [
        ("b02", "nil return"),
        ("b03", "unable to provide"),
        ("b04", "declined"),
        ("b05", "no answer on record"),
        ("b06", "no count for this indicator"),
        ("b08", "no count for this indicator"),
        ("b07", "base too small to be shown"),
    ];
    assert_eq!(why, expected.map(|(body, why)| (body.into(), why.into())));
    assert_eq!(figure(&sheet, "compared"), "2 of 9 (22%)");
    // A count of zero that was given is a zero, and then there is no ratio.
    assert_eq!(words(&sheet, "compared", "b01")[2], "0");
    assert!(figure(&sheet, "ratio").starts_with("none"));
}

/// Bases of 2011 and of 2012 are not compared: the one of two is left out.
#[test]
fn bases_of_another_year_are_listed_apart() {
    let of = |body: usize, year: u16| {
        let (kind, event) = number(body, Some(20), 10_000);
        (kind, event.replace("10000}", &format!("10000,\"denominator_year\":{year}}}")))
    };
    let sheet = ask(&record(3, &[of(0, 2011), of(1, 2012), of(2, 2011)]));
    assert_eq!(sheet.tables[1].rows[0].key, "b01");
    assert_eq!(words(&sheet, "apart", "b01")[1], "base of another year than most");
    assert_eq!(figure(&sheet, "compared"), "2 of 3 (67%)");
    assert!(sheet.notices.iter().any(|notice| notice.text.contains("those of 2011")));
}

/// Two calls of the question, or none: what can be compared, and the range that
/// the record of 2015 reports, 65 / 1.
#[test]
fn without_a_call_it_lists_what_can_be_compared() {
    let sheet = asked(&occ(), "outliers", &[]).unwrap();
    assert_eq!(sheet.figures[0].text, "65 times, as reported");
    assert_eq!(sheet.tables[1].rows[0].cells[5].words(), "65");
    let sheet = asked(&counts(&[9, 9], 10_000), "outliers", &[]).unwrap();
    assert_eq!(sheet.tables[0].rows.len(), 2);
    assert_eq!(sheet.tables.len(), 1);
}

#[test]
fn an_indicator_that_is_not_asked_for_is_named_in_the_error() {
    let facts = counts(&[9, 9], 10_000);
    for (params, name) in [
        (&[("call", "c")][..], "indicator"),
        (&[("call", "c"), ("indicator", "x")], "indicator"),
        (&[("indicator", "victims")], "call"),
        (&[("call", "x"), ("indicator", "victims")], "call"),
    ] {
        let error = asked(&facts, "outliers", params).unwrap_err();
        assert_eq!(error.name, name);
    }
    let error = asked(&facts, "outliers", &[("call", "c")]).unwrap_err();
    assert_eq!(error.remedy, "name one of: victims, other");
    let error = asked(&occ(), "outliers", &[("call", "lscb-known-victims")]).unwrap_err();
    assert!(error.remedy.contains("names no indicator"));
}

/// The rule widened: 30 of 100 and one of 400, z = 5.477 (see the funnel).
#[test]
fn scatter_widens_the_limits_and_the_sheet_says_so() {
    let mut of = alloc::vec![100; 30];
    of.push(400);
    let sheet = ask(&counts(&of, 10_000));
    assert_eq!(figure(&sheet, "scatter"), "25.62");
    assert_eq!(words(&sheet, "compared", "b30")[1], "high");
    assert!(sheet.notices[1].text.contains("25.6 times"));
}

/// A count like another that is shown alike: 1 to 5 alike, 8 to 12 alike.
fn alike(count: u64, pick: u64) -> u64 {
    match count {
        0 => 0,
        1..=5 => 1 + pick % 5,
        6..=7 => 6 + pick % 2,
        _ => (count + 2) / 5 * 5 - 2 + pick % 5,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The strongest thing to say of a sheet: it is the same, to the last digit
    /// of every figure, flag, limit and point, whatever a hidden count is. So no
    /// attacker can learn it from any number of sheets at any sizes.
    #[test]
    fn the_whole_sheet_is_the_same_whatever_a_hidden_count_is(
        of in proptest::collection::vec((0..40_u64, 0..1_000_u64, 1_000..90_000_u64), 1..12),
    ) {
        let record = |count: &dyn Fn(u64, u64) -> u64| {
            let answers: Vec<_> = of
                .iter()
                .enumerate()
                .map(|(body, (x, pick, base))| number(body, Some(count(*x, *pick)), *base))
                .collect();
            record(of.len(), &answers)
        };
        let one = record(&|x, _| x);
        let other = record(&|x, pick| alike(x, pick));
        for size in 2..=one.size().get() {
            let size = format!("{size}");
            let params = [("call", "c"), ("indicator", "victims"), ("at", size.as_str())];
            prop_assert_eq!(asked(&one, "outliers", &params), asked(&other, "outliers", &params));
        }
    }
}
