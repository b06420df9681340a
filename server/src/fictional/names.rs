//! Names that nobody bears: places and people out of a stationery cupboard.

use super::chance::Chance;

const PLACES: [&str; 24] = [
    "Ink",
    "Vellum",
    "Quarto",
    "Foolscap",
    "Blotter",
    "Margin",
    "Ledger",
    "Quill",
    "Folio",
    "Octavo",
    "Parchment",
    "Paperclip",
    "Inkwell",
    "Treasury-tag",
    "Carbon",
    "Duplicate",
    "Envelope",
    "Seal",
    "Stamp",
    "Staple",
    "Index",
    "Docket",
    "Gazette",
    "Bookmark",
];
const ENDINGS: [&str; 16] = [
    "ham", "shire", "ford", "wick", "bury", "mouth", "dale", "field", "bridge", "ton", "stead",
    "haven", "moor", "worth", "combe", "ley",
];
const QUARTERS: [&str; 12] = [
    "", "North ", "South ", "East ", "West ", "Upper ", "Lower ", "Great ", "Little ", "Old ",
    "New ", "Mid ",
];
const FIRST: [&str; 32] = [
    "Ada", "Bram", "Cerys", "Dilwyn", "Edda", "Ffion", "Gethin", "Hedy", "Ifan", "Joss", "Kit",
    "Lowri", "Mabli", "Nye", "Orla", "Perran", "Quilla", "Rhun", "Siân", "Tegwen", "Una", "Vesna",
    "Wyn", "Xanthe", "Ynyr", "Zelah", "Aled", "Bethan", "Caio", "Delyth", "Emrys", "Ŵyra",
];
const LAST: [&str; 40] = [
    "Inkerby",
    "Vellumby",
    "Quartoby",
    "Foolscapper",
    "Blotterwell",
    "Marginby",
    "Ledgerwright",
    "Quillby",
    "Foliotte",
    "Octavian-Page",
    "Parchmentby",
    "Clipstone-Paper",
    "Wellofink",
    "Tagtreasure",
    "Carboncopy",
    "Duplicatus",
    "Envelopes",
    "Sealingwax",
    "Stampwell",
    "Stapleby",
    "Indexter",
    "Docketson",
    "Gazetteer",
    "Bookmarker",
    "Penwiper",
    "Nibley-Steel",
    "Pouncebox",
    "Sandcaster",
    "Ribbonby",
    "Typewell",
    "Stencilby",
    "Rubricson",
    "Appendixby",
    "Annexley",
    "Preambleby",
    "Footnotely",
    "Clausewell",
    "Schedulby",
    "Minuteson",
    "Agendaby",
];

/// The place with a number; no two numbers below 4,608 share one.
pub(super) fn place(number: u32) -> String {
    let number = number as usize;
    let (quarter, rest) = (number / 384, number % 384);
    let name = format!(
        "{}{}{}",
        QUARTERS[quarter % QUARTERS.len()],
        PLACES[rest % PLACES.len()],
        ENDINGS[rest / PLACES.len()]
    );
    match quarter / QUARTERS.len() {
        0 => name,
        more => format!("{name} {}", more + 1),
    }
}

/// A person's name.
pub(super) fn person(chance: &mut Chance) -> String {
    format!("{} {}", chance.one(&FIRST), chance.one(&LAST))
}

/// What is recommended, as a committee puts it.
pub(super) const RECOMMENDATIONS: [&str; 16] = [
    "Name one officer who answers for the quality of the return.",
    "Record the number of children seen, and not only the number of referrals.",
    "Publish the date on which each return was sent.",
    "Agree one definition of the indicator with the neighbouring areas.",
    "Keep the records of a case for as long as the person concerned may need them.",
    "Report to the council each quarter what was not recorded, and why.",
    "Give the board a secretary who is not employed by any of its members.",
    "Train everyone who takes a first report to write down what was said.",
    "Tell the person who reported what was done with the report.",
    "Set a date by which the old system will no longer be used.",
    "Check a sample of nil returns against the records of the police.",
    "Answer letters from the inquiry within the time that it sets.",
    "Publish the reasons where a recommendation is not accepted.",
    "Let the scrutiny committee see the figures before the executive does.",
    "State which ages and which areas a figure covers.",
    "Say who decided, on what day, and on what advice.",
];

/// Why a target date was moved, as an addressee says it.
pub(super) const DELAYS: [&str; 5] = [
    "The new system will be delivered later than planned.",
    "The post has not been filled.",
    "The guidance on which this depends has not been published.",
    "More time is needed to agree the definition with partners.",
    "Work was paused before the election.",
];

/// What an addressee says of its progress.
pub(super) const NARRATIVES: [&str; 5] = [
    "A working group has met twice.",
    "The procedure has been rewritten and sent out for comment.",
    "Staff in three of five teams have been trained.",
    "The new form is in use.",
    "A first set of figures was reported to the board.",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_places_share_a_name() {
        let all: BTreeSet<String> = (0..9_000).map(place).collect();
        assert_eq!(all.len(), 9_000);
    }

    #[test]
    fn names_are_within_what_a_field_takes() {
        let mut chance = Chance::new(3);
        for _ in 0..200 {
            assert!(person(&mut chance).chars().count() < 60);
        }
    }
}
