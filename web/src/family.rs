//! The six families of events: a shape, a colour and a word for each. Shape
//! and word carry the meaning; colour only helps.

/// One family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Family {
    /// Word in URLs and class names.
    pub(crate) key: &'static str,
    /// Name on screen.
    pub(crate) name: &'static str,
    /// SVG path of its shape around 0,0 within a circle of radius 7.
    pub(crate) shape: &'static str,
}

/// All families; a family is named by its place here.
pub(crate) const FAMILIES: [Family; 6] = [
    Family { key: "returns", name: "Data returns", shape: "M-6-6H6V6H-6Z" },
    Family {
        key: "people",
        name: "People in office",
        shape: "M-6.5 0A6.5 6.5 0 1 0 6.5 0A6.5 6.5 0 1 0-6.5 0Z",
    },
    Family {
        key: "recommendations",
        name: "Reports and recommendations",
        shape: "M0-8L8 0L0 8L-8 0Z",
    },
    Family { key: "hearings", name: "Committee hearings", shape: "M0-7.5L7.5 6.5H-7.5Z" },
    Family { key: "responses", name: "Responses and statements", shape: "M-6-7L7 0L-6 7Z" },
    Family {
        key: "record_keeping",
        name: "Record-keeping",
        shape: "M-2.5-7H2.5V-2.5H7V2.5H2.5V7H-2.5V2.5H-7V-2.5H-2.5Z",
    },
];

/// The family at a place; the last one for a place that is not known.
pub(crate) fn family(place: u8) -> Family {
    FAMILIES.get(usize::from(place)).copied().unwrap_or(FAMILIES[FAMILIES.len() - 1])
}

/// The place of a family by its key.
pub(crate) fn place(key: &str) -> Option<u8> {
    FAMILIES.iter().position(|family| family.key == key).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_are_those_of_the_vocabulary_in_its_order_and_words() {
        let ours: Vec<_> = FAMILIES.iter().map(|family| (family.key, family.name)).collect();
        let theirs: Vec<_> = ledger::events::Family::ALL
            .iter()
            .map(|family| (family.as_str(), family.title()))
            .collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn every_family_is_found_by_its_key() {
        for (at, known) in FAMILIES.iter().enumerate() {
            let at = u8::try_from(at).unwrap();
            assert_eq!(place(known.key), Some(at));
            assert_eq!(family(at), *known);
        }
        assert_eq!(place("nothing"), None);
        assert_eq!(family(200).key, "record_keeping");
    }
}
