//! The real record of the article: few facts, and none to be made of them.

use crate::views::record_fixture::{Ledger, figure, lines};

/// The article reports that one of 37 recommendations "has not been adopted". It
/// has no word of the Government, so no position is shown, no due date and no
/// overdue answer: no rule binds a commissioner's recommendation.
#[test]
fn not_adopted_as_reported_is_not_the_governments_position() {
    let ledger = Ledger::occ();
    let sheet = ledger.ask("recommendations?on=2020-06-02").unwrap();
    assert_eq!(
        lines(&sheet, "recommendations"),
        ["Personal, social and health education programmes should be a statutory part of the \
         curriculum. | Government | since October 2011 | none recorded; no due date known | none \
         stated | no answer recorded; made again in a later recommendation | not adopted (Office of the Children’s Commissioner, the \
         recommender)"]
    );
    // One pair; the second recommendation names no addressee.
    assert_eq!(figure(&sheet, "recommendations").text, "1");
    assert_eq!(figure(&sheet, "answered").text, "0 of 1 (0%)");
    assert_eq!(figure(&sheet, "overdue").text, "0 of 1 (0%)");
    assert_eq!(figure(&sheet, "outstanding").text, "1 of 1 (100%)");
    // From 1 October 2011 to 2 June 2020: 3,167 days (eight years to 1 October
    // 2019 are 8 x 365 + 2 = 2,922, then 31 + 30 + 31 + 31 + 29 + 31 + 30 + 31 =
    // 244 to 1 June, and 1). Recorded on 1 June, so at least 1.
    assert_eq!(
        lines(&sheet, "addressees"),
        ["Government | 1 | between 1 and 3167 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0"]
    );
    let notices: std::vec::Vec<&str> = sheet.notices.iter().map(|n| n.text.as_str()).collect();
    assert!(notices[0].contains("37 recommendations in 6 reports are recorded as a number only"));
    assert!(notices[1].contains("1 recommendation names no addressee"));
    assert!(notices[2].contains("is not the addressee's own position"));
    assert_eq!(notices.len(), 3);

    let sheet = ledger.ask("recommendation?id=occ-statutory-pshe&on=2020-06-02").unwrap();
    assert_eq!(lines(&sheet, "links")[0].split(" | ").next(), Some("was made again as"));
    assert!(lines(&sheet, "story")[1].contains("(the recommender) reported: not adopted"));
    let sheet = ledger.ask("recommendation?id=occ-statutory-rse&on=2020-06-02").unwrap();
    assert!(sheet.notices[0].text.contains("names no addressee"));
}
