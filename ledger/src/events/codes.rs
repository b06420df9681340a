//! Codes that every event, or many of them, use.

use crate::codes;

codes! {
    /// How a count came about.
    pub enum CountBasis {
        /// The source gives the number.
        Stated = "stated",
        /// It follows from other numbers of the source.
        Derived = "derived",
        /// The source does not say; the recorder takes it to be so.
        Assumed = "assumed",
    }
}

codes! {
    /// How a statement was made public.
    pub enum Channel {
        /// In a published report.
        Report = "report",
        /// To the press, or in it.
        Press = "press",
        /// In oral evidence.
        OralEvidence = "oral_evidence",
        /// In written evidence.
        WrittenEvidence = "written_evidence",
        /// In a letter.
        Letter = "letter",
        /// In a speech or debate.
        Speech = "speech",
        /// On a website or by social media.
        Online = "online",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

codes! {
    /// Sorts of public body.
    pub enum BodyKind {
        /// Local safeguarding children board.
        Lscb = "lscb",
        /// Local authority.
        LocalAuthority = "local_authority",
        /// Police force.
        PoliceForce = "police_force",
        /// Department of state.
        Department = "department",
        /// The Government as a whole.
        Government = "government",
        /// Commissioner and the office of one.
        Commissioner = "commissioner",
        /// Inspectorate or regulator.
        Inspectorate = "inspectorate",
        /// Committee of a parliament or council.
        Committee = "committee",
        /// Inquiry or independent review.
        Inquiry = "inquiry",
        /// Association of bodies.
        Association = "association",
        /// Company.
        Company = "company",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// Where a body acts.
    pub enum Jurisdiction {
        /// England.
        England = "E",
        /// Wales.
        Wales = "W",
        /// England and Wales.
        EnglandAndWales = "EW",
        /// Scotland.
        Scotland = "S",
        /// Northern Ireland.
        NorthernIreland = "NI",
        /// The United Kingdom.
        UnitedKingdom = "UK",
    }
}
