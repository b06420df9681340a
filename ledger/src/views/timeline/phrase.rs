//! Words with names in them, kept apart so that a name learnt or corrected
//! later reaches every row that speaks of it.

use crate::events::{BodyId, OfficeId, PersonId, RecommendationId};
use crate::record::{Json, OpeningState, Openings, Sealed, Text};
use crate::views::names::{Named, WITHHELD, open_text};
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// Most characters of a free text in a title and in a summary.
const IN_TITLE: usize = 90;
const IN_SUMMARY: usize = 280;

/// A text with places for names.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrase(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Words(Cow<'static, str>),
    Named(Named),
}

impl Phrase {
    pub(super) fn new() -> Phrase {
        Phrase::default()
    }

    /// Adds fixed words.
    pub(super) fn say(mut self, words: impl Into<Cow<'static, str>>) -> Phrase {
        self.0.push(Piece::Words(words.into()));
        self
    }

    /// Adds a free text, cut short as befits a title.
    pub(super) fn quote(self, text: &Sealed<Text>) -> Phrase {
        let words = clip(open_text(text), IN_TITLE);
        self.say(words)
    }

    /// Adds a title in quotation marks, cut short as befits a title.
    pub(super) fn titled(self, text: &Sealed<Text>) -> Phrase {
        let words = clip(open_text(text), IN_TITLE);
        if words.contains('“') || words == WITHHELD {
            self.say(words)
        } else {
            self.say("“").say(words).say("”")
        }
    }

    /// Adds a free text, cut short as befits a summary.
    pub(super) fn tell(self, text: &Sealed<Text>) -> Phrase {
        let words = clip(open_text(text), IN_SUMMARY);
        self.say(words)
    }

    /// Adds a free text as [`Phrase::tell`] does, ended as a sentence.
    pub(super) fn sentence(self, text: &Sealed<Text>) -> Phrase {
        let mut words = clip(open_text(text), IN_SUMMARY);
        let inner = words.trim_end_matches(['”', '"', '’', ')']);
        if !inner.ends_with(['.', '!', '?', '…']) {
            words.push('.');
        }
        self.say(words)
    }

    /// Adds the name of a body.
    pub(super) fn body(mut self, id: &BodyId) -> Phrase {
        self.0.push(Piece::Named(Named::Body(id.clone())));
        self
    }

    /// Adds the name of a person.
    pub(super) fn person(mut self, id: &PersonId) -> Phrase {
        self.0.push(Piece::Named(Named::Person(id.clone())));
        self
    }

    /// Adds the title of an office.
    pub(super) fn office(mut self, id: &OfficeId) -> Phrase {
        self.0.push(Piece::Named(Named::Office(id.clone())));
        self
    }

    /// Adds the text of a recommendation.
    pub(super) fn recommendation(mut self, id: &RecommendationId) -> Phrase {
        self.0.push(Piece::Named(Named::Recommendation(id.clone())));
        self
    }

    /// Adds another phrase.
    pub(super) fn join(mut self, other: Phrase) -> Phrase {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes it for keeping: words as they are, names by the number that
    /// `number` gives them.
    pub(super) fn keep(&self, out: &mut String, number: &mut dyn FnMut(&Named) -> u32) {
        for piece in &self.0 {
            match piece {
                Piece::Words(words) if words.contains(is_mark) => {
                    // No text may hold one; the code of an unknown kind can.
                    out.extend(words.chars().map(|c| if is_mark(c) { '\u{fffd}' } else { c }));
                }
                Piece::Words(words) => out.push_str(words),
                Piece::Named(named) => {
                    out.push(NAME);
                    let mut rest = number(named);
                    while rest > 0 {
                        out.push(char::from(b'0' + (rest & 63) as u8));
                        rest >>= 6;
                    }
                    out.push(END);
                }
            }
        }
    }
}

/// Before and after the number of a name in words that are kept.
const NAME: char = '\u{1}';
const END: char = '\u{2}';
/// Between title and summary.
pub(super) const BREAK: char = '\u{3}';

const fn is_mark(letter: char) -> bool {
    matches!(letter, NAME | END | BREAK)
}

/// Gives kept words piece by piece: words as they are, names by number.
pub(super) fn tell<'a>(kept: &'a str, to: &mut dyn FnMut(Told<'a>)) {
    let mut rest = kept;
    while let Some((words, after)) = rest.split_once(NAME) {
        to(Told::Words(words));
        let (digits, after) = after.split_once(END).unwrap_or((after, ""));
        let digit = |number: u32, byte: u8| (number << 6) | u32::from(byte.wrapping_sub(b'0'));
        to(Told::Named(digits.bytes().rev().fold(0, digit)));
        rest = after;
    }
    to(Told::Words(rest));
}

/// A piece of words that were kept.
pub(super) enum Told<'a> {
    /// Words.
    Words(&'a str),
    /// The number of a name.
    Named(u32),
}

/// The text of a recommendation, cut short as befits a summary.
pub(super) fn clipped(text: &str) -> String {
    clip(text, IN_SUMMARY)
}

/// The free texts of an entry as a search sees them. Exactly the sealed fields
/// are free texts, whatever the kind.
pub(super) fn fold_texts(openings: &Openings, texts: &mut String) {
    for opening in openings.as_slice() {
        if let OpeningState::Open { value, .. } = &opening.state {
            fold_json_text(value, texts);
        }
    }
}

/// Cuts a text after so many characters, at a space where there is one, and
/// puts line breaks aside.
fn clip(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most * 4));
    let mut space = 0;
    for (count, letter) in text.chars().enumerate() {
        if count == most {
            let end = if space > 0 { space } else { out.len() };
            out.truncate(end);
            out.push('…');
            return out;
        }
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if letter == ' ' {
            space = out.len();
        }
        out.push(letter);
    }
    out
}

/// Adds a text as a search sees it: lower case, letter by letter.
pub(super) fn fold_into(text: &str, out: &mut String) {
    out.reserve(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Most text is ASCII, and that goes byte by byte.
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (ascii, other) = rest.split_at(plain);
        let from = out.len();
        out.push_str(ascii);
        out[from..].make_ascii_lowercase();
        let end = other.bytes().position(|byte| byte.is_ascii()).unwrap_or(other.len());
        let (letters, after) = other.split_at(end);
        out.extend(letters.chars().map(super::fold::lower));
        rest = after;
    }
}

/// The same for a text in canonical JSON; anything else is passed over.
fn fold_json_text(json: &str, out: &mut String) {
    let Some(inner) = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return;
    };
    if !inner.contains('\\') {
        fold_into(inner, out);
    } else if let Ok(Json::Str(text)) = Json::parse(json.as_bytes()) {
        fold_into(&text, out);
    }
    out.push('\n');
}
