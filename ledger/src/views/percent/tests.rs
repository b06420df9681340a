use super::*;
use crate::views::fixture::{asked, figure, made, occ, words};

fn of(percent: &str, total: u32) -> String {
    meaning_words(&Decimal::parse(percent).unwrap(), total)
}

/// 71/148 = 47.97%, 70 gives 47.30%, 72 gives 48.65%. 34/44 = 77.27%, 35/44 =
/// 79.55%, which rounds to 80. Of 1,000, 475 (47.5, up) to 484 (48.4).
#[test]
fn a_percentage_means_one_count_several_or_none() {
    assert_eq!(of("48", 148), "71 of 148");
    assert_eq!(of("79", 43), "34 of 43");
    assert_eq!(of("79", 39), "31 of 39");
    assert_eq!(of("79", 44), "cannot be right: no whole number of 44 rounds to 79%");
    assert_eq!(of("48", 1_000), "between 475 and 484 of 1000");
}

/// The demonstration record reports 79% of forces and 92% of boards without a
/// base. 136/148 = 91.89%. Nobody chooses among the bases.
#[test]
fn the_record_of_2015_is_read_against_the_bases_it_may_have() {
    let sheet = asked(&occ(), "percent", &[]).unwrap();
    let table = &sheet.tables[0];
    let meaning = |measure: &str| {
        let found = table.rows.iter().filter(|row| row.cells[0].words().contains(measure));
        found.map(|row| row.cells[4].words()).collect::<Vec<_>>()
    };
    assert_eq!(meaning("strategic analysis"), ["34 of 43 or 31 of 39: base not stated"]);
    assert_eq!(meaning("produced a strategy"), ["136 of 148: base not stated"]);
    assert_eq!(meaning("able to provide data"), ["71 of 148 (48%)", "71 of 148 (48%)"]);
    assert_eq!(sheet.notices.len(), 1);
    assert_eq!(sheet.notices[0].entries.len(), 2);
}

#[test]
fn a_percentage_can_be_asked_about() {
    let sheet = asked(&made(&[]), "percent", &[("percent", "79%"), ("of", "43, 44")]).unwrap();
    assert_eq!(figure(&sheet, "of-43"), "34 of 43");
    assert_eq!(words(&sheet, "totals", "44")[2], of("79", 44));
    assert_eq!((sheet.figures[0].numerator, sheet.figures[0].denominator), (Some(34), Some(43)));
    for (params, name) in [
        (&[("percent", "101"), ("of", "43")][..], "percent"),
        (&[("percent", "x"), ("of", "43")], "percent"),
        (&[("percent", "")], "view"),
        (&[("percent", "48")], "of"),
        (&[("of", "43")], "percent"),
        (&[("percent", "48"), ("of", "43,0")], "of"),
        (&[("percent", "48"), ("of", "43,")], "of"),
    ] {
        match asked(&made(&[]), "percent", params) {
            Err(error) => assert_eq!(error.name, name),
            Ok(_) => assert_eq!(name, "view", "{params:?}"),
        }
    }
}

/// The server refuses such a draft; a correction may still bring it about.
#[test]
fn a_share_that_cannot_be_is_named_and_not_shown_as_a_count() {
    let facts = made(&[
        (
            "return_summary",
            r#"{"body_kind":"police_force","measure":"have a plan","percent":"79","denominator":43}"#,
        ),
        (
            "correction",
            r#"{"target":"e0","correction_kind":"clerical","reason":"slip",
            "changes":[{"field":"/event/denominator","new":"44"}]}"#,
        ),
    ]);
    let sheet = asked(&facts, "percent", &[]).unwrap();
    let row = &sheet.tables[0].rows[0];
    assert_eq!(row.cells[4].words(), "79% of 44 cannot be right");
    assert_eq!(
        (row.entries.clone(), sheet.notices[0].entries.clone()),
        (alloc::vec![0, 1], alloc::vec![0, 1])
    );
    let before = asked(&facts, "percent", &[("at", "1")]).unwrap();
    assert_eq!(before.tables[0].rows[0].cells[4].words(), "34 of 43 (79%)");
}
