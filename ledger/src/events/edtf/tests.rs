use super::*;
use alloc::format;
use alloc::string::{String, ToString};
use proptest::prelude::*;

fn date(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn span(text: &str) -> (String, String) {
    let range = date(text).range();
    let show = |day: Option<Date>| day.map_or("none".to_string(), |day| day.to_string());
    (show(range.earliest), show(range.latest))
}

/// Text, earliest, latest, words: the table of the domain study and more.
const TABLE: &[(&str, &str, &str, &str)] = &[
    ("2015-03-10", "2015-03-10", "2015-03-10", "10 March 2015"),
    ("2014-08", "2014-08-01", "2014-08-31", "August 2014"),
    ("2013", "2013-01-01", "2013-12-31", "2013"),
    ("2003~", "2003-01-01", "2003-12-31", "about 2003"),
    ("2012?", "2012-01-01", "2012-12-31", "perhaps 2012"),
    ("2012-05%", "2012-05-01", "2012-05-31", "perhaps about May 2012"),
    ("2015-03-XX", "2015-03-01", "2015-03-31", "a day in March 2015"),
    ("2016-02-XX", "2016-02-01", "2016-02-29", "a day in February 2016"),
    ("2015-XX", "2015-01-01", "2015-12-31", "a month in 2015"),
    ("2015-XX-XX", "2015-01-01", "2015-12-31", "a day in 2015"),
    ("201X", "2010-01-01", "2019-12-31", "a year in the 2010s"),
    ("20XX", "2000-01-01", "2099-12-31", "a year between 2000 and 2099"),
    ("99XX", "9900-01-01", "9999-12-31", "a year between 9900 and 9999"),
    ("2015-21", "2015-03-01", "2015-05-31", "spring 2015"),
    ("2015-22", "2015-06-01", "2015-08-31", "summer 2015"),
    ("2015-23", "2015-09-01", "2015-11-30", "autumn 2015"),
    ("2015-24", "2014-12-01", "2016-02-29", "winter 2015"),
    ("0000-24", "0000-01-01", "0001-02-28", "winter 0000"),
    ("9999-24", "9998-12-01", "9999-12-31", "winter 9999"),
    ("2018-06-07/2018-06-20", "2018-06-07", "2018-06-20", "between 7 and 20 June 2018"),
    ("2018-06-28/2018-07-03", "2018-06-28", "2018-07-03", "between 28 June and 3 July 2018"),
    (
        "2014-08-26/2015-03-10",
        "2014-08-26",
        "2015-03-10",
        "between 26 August 2014 and 10 March 2015",
    ),
    ("2018-03/2018-06", "2018-03-01", "2018-06-30", "between March and June 2018"),
    ("2003~/2014-08-26", "2003-01-01", "2014-08-26", "between about 2003 and 26 August 2014"),
    ("2003/..", "2003-01-01", "none", "since 2003"),
    ("2003/", "2003-01-01", "none", "from 2003, end not known"),
    ("/2018-06-05", "none", "2018-06-05", "before 5 June 2018"),
    ("../2018-06", "none", "2018-06-30", "up to June 2018"),
    ("[2018-06-07..2018-06-20]", "2018-06-07", "2018-06-20", "one day between 7 and 20 June 2018"),
    (
        "[2018-03..2018-06-05]",
        "2018-03-01",
        "2018-06-05",
        "one day between March 2018 and 5 June 2018",
    ),
    ("[2018-03..2018-06]", "2018-03-01", "2018-06-30", "one month between March and June 2018"),
    ("[2012..2014]", "2012-01-01", "2014-12-31", "one year between 2012 and 2014"),
    ("[..2018-06-05]", "none", "2018-06-05", "on or before 5 June 2018"),
    ("[..2018]", "none", "2018-12-31", "in or before 2018"),
    ("[2011-10..]", "2011-10-01", "none", "in or after October 2011"),
    ("2000-02-29", "2000-02-29", "2000-02-29", "29 February 2000"),
    ("0000-01-01", "0000-01-01", "0000-01-01", "1 January 0000"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "31 December 9999"),
];

#[test]
fn each_form_keeps_its_text_its_days_and_its_words() {
    for (text, earliest, latest, words) in TABLE {
        assert_eq!(date(text).to_string(), *text);
        assert_eq!(span(text), (earliest.to_string(), latest.to_string()), "{text}");
        assert_eq!(date(text).in_words(), *words, "{text}");
    }
}

#[test]
fn what_is_not_a_date_is_refused_and_says_why() {
    for (text, problem) in [
        ("", "empty"),
        (" 2014", "character ' '"),
        ("2014 ", "character ' '"),
        ("2014-08-26\n", "character '\\n'"),
        ("２０１４", "character"),
        ("2014–2015", "character"),
        ("26/08/2014", "not a date"),
        ("26 August 2014", "character ' '"),
        ("2014-8", "not two digits"),
        ("2014-08-6", "not two digits"),
        ("2014-008", "not two digits"),
        ("14-08-26", "not a date"),
        ("20140826", "not a date"),
        ("2014-08-26-01", "not a date"),
        ("2014-", "not two digits"),
        ("2014-08-", "not two digits"),
        ("2014--26", "not two digits"),
        ("2014-00", "month 00 does not exist"),
        ("2014-13", "month 13 does not exist"),
        ("2014-20", "month 20 does not exist"),
        ("2014-25", "month 25 does not exist"),
        ("2014-21-01", "a season has no days"),
        ("2014-08-00", "01 to 31"),
        ("2014-08-32", "01 to 31"),
        ("2014-04-31", "01 to 30"),
        ("2014-02-29", "01 to 28"),
        ("1900-02-29", "01 to 28"),
        ("2016-02-30", "01 to 29"),
        ("2014-08-26T18:00:00Z", "time of day"),
        ("-0044-03-15", "sign"),
        ("+2014", "sign"),
        ("Y20140", "sign or more"),
        ("20145", "not a date"),
        ("201x", "not a year"),
        ("2XXX", "not a year"),
        ("XXXX", "not a year"),
        ("2X14", "not a year"),
        ("201X-08", "not four digits"),
        ("2014-X8", "not two digits"),
        ("2014-0X", "not two digits"),
        ("2014-XX-05", "a day but no month"),
        ("2014-08-2X", "not two digits"),
        ("2014??", "inside or twice"),
        ("2014?~", "inside or twice"),
        ("?2014", "inside or twice"),
        ("2014?-08", "inside or twice"),
        ("2014~-08-26?", "inside or twice"),
        ("?", "not a date"),
        ("/", "neither end"),
        ("..", "not a date"),
        ("../..", "neither end"),
        ("/..", "neither end"),
        ("../", "neither end"),
        ("2015/2014", "ends before it starts"),
        ("2014-08-27/2014-08-26", "ends before it starts"),
        ("2014-09/2014-08-26", "ends before it starts"),
        ("2014/2015/2016", "not a date"),
        ("2014/...", "not a date"),
        ("2014-08-26/2014-08-27/", "not two digits"),
        ("[2014", "brackets"),
        ("2014]", "brackets"),
        ("[]", "not a range"),
        ("[..]", "neither bound"),
        ("[2014]", "not a range"),
        ("[2014,2015]", "list"),
        ("[2014..2014]", "the same"),
        ("[2015..2014]", "ends before it starts"),
        ("[2014?..2015]", "cannot bound"),
        ("[201X..2025]", "cannot bound"),
        ("[2014-21..2015]", "cannot bound"),
        ("[2014...2015]", "not a date"),
        ("[[2014..2015]]", "not a date"),
        ("{2014..2015}", "not a date"),
        ("2014-08-26/2015-03-10/2016-01-01", "longer than"),
        ("9999-12-31", ""),
    ] {
        match Edtf::parse(text) {
            Ok(_) => assert!(problem.is_empty(), "{text:?} was taken for a date"),
            Err(error) => {
                let said = error.to_string();
                assert!(!problem.is_empty() && said.contains(problem), "{text:?}: {said}");
                assert!(!error.remedy.is_empty());
            }
        }
    }
}

#[test]
fn the_error_names_value_problem_and_remedy() {
    assert_eq!(
        Edtf::parse("2014-02-29").unwrap_err().to_string(),
        "date \"2014-02-29\": day 29 does not exist: that month has 01 to 28; \
         check the day, or leave it out if it is not known"
    );
    let long = "é".repeat(1_000);
    assert_eq!(Edtf::parse(&long).unwrap_err().value.chars().count(), 40);
}

#[test]
fn order_is_only_claimed_where_every_day_agrees() {
    use Compared::{After, Before, CannotTell, SameDay};
    for (a, b, expected) in [
        ("2011-10", "2012", Before),
        ("2012", "2011-10", After),
        ("2014-08-26", "2014-08-26", SameDay),
        ("2014-08-26", "2014-08", CannotTell),
        ("2014-08", "2014-08", CannotTell),
        ("2014-08-31", "2014-09", Before),
        ("2003/..", "2014", CannotTell),
        ("2002", "2003/..", Before),
        ("2004", "2003/", CannotTell),
        ("/2018-06-05", "2018-06-06", Before),
        ("/2018-06-05", "2018-06-05", CannotTell),
        ("[..2018-06-05]", "2018-06-06", Before),
        ("2014-08-26?", "2014-08-26", SameDay),
    ] {
        assert_eq!(date(a).compare(&date(b)), expected, "{a} {b}");
    }
}

#[test]
fn days_between_are_a_range_and_never_a_midpoint() {
    let days = |a: &str, b: &str| date(a).range().days_until(&date(b).range());
    assert_eq!(days("2014-08-26", "2015-03-10"), Some((196, 196)));
    assert_eq!(days("2014-08", "2015-03-10"), Some((191, 221)));
    assert_eq!(days("2015-02-16", "2015-03-10"), Some((22, 22)));
    assert_eq!(days("2003/..", "2015"), None);
    assert_eq!(days("2014-08", "2014-08"), Some((-30, 30)));
}

#[test]
fn only_a_sure_single_day_counts_as_a_day() {
    assert_eq!(date("2014-08-26").as_day(), Date::new(2014, 8, 26));
    assert_eq!(Edtf::day(Date::new(2014, 8, 26).unwrap()), date("2014-08-26"));
    for text in ["2014-08-26?", "2014-08", "2014-08-XX", "2014-08-26/2014-08-26"] {
        assert_eq!(date(text).as_day(), None, "{text}");
    }
    for (text, certain) in
        [("2003", true), ("2003~", false), ("2003?/2004", false), ("/2004%", false)]
    {
        assert_eq!(date(text).is_certain(), certain, "{text}");
    }
    assert!(date("2003/..").is_interval() && !date("[..2018]").is_interval());
}

fn point_text() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..10_000u16).prop_map(|y| format!("{y:04}")),
        (0..10_000u16, 1..=12u8).prop_map(|(y, m)| format!("{y:04}-{m:02}")),
        (0..10_000u16, 1..=12u8, 1..=28u8).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")),
        (0..10_000u16, 1..=12u8).prop_map(|(y, m)| format!("{y:04}-{m:02}-XX")),
        (0..10_000u16, 21..=24u8).prop_map(|(y, s)| format!("{y:04}-{s}")),
        (0..1_000u16).prop_map(|d| format!("{d:03}X")),
        (0..100u16).prop_map(|c| format!("{c:02}XX")),
        (0..10_000u16).prop_map(|y| format!("{y:04}-XX")),
        (0..10_000u16).prop_map(|y| format!("{y:04}-XX-XX")),
    ]
}

fn end_text() -> impl Strategy<Value = String> {
    (point_text(), prop_oneof![Just(""), Just("?"), Just("~"), Just("%")])
        .prop_map(|(point, mark)| format!("{point}{mark}"))
}

proptest! {
    #[test]
    fn every_date_comes_back_byte_for_byte(a in end_text(), b in end_text(), form in 0..6u8) {
        let text = match form {
            0 => a,
            1 => format!("{a}/{b}"),
            2 => format!("{a}/.."),
            3 => format!("{a}/"),
            4 => format!("../{a}"),
            _ => format!("/{a}"),
        };
        match Edtf::parse(&text) {
            Ok(date) => {
                prop_assert_eq!(date.to_string(), text);
                let range = date.range();
                if let (Some(earliest), Some(latest)) = (range.earliest, range.latest) {
                    prop_assert!(earliest <= latest);
                }
                prop_assert!(!date.in_words().is_empty());
            }
            Err(error) => prop_assert!(error.problem.contains("ends before"), "{}", error),
        }
    }

    #[test]
    fn any_text_is_read_exactly_or_refused(text in "[0-9X?~%/.\\[\\]T -]{0,26}") {
        if let Ok(date) = Edtf::parse(&text) {
            prop_assert_eq!(date.to_string(), text);
        }
    }
}
