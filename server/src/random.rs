//! Randomness, from the operating system and from nowhere else.

use ledger::record::Salt;
use ledger::spelling::hex;

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes: {0}")]
pub struct NoRandomness(#[from] getrandom::Error);

/// 32 random bytes, for a key or a token.
pub fn bytes() -> Result<[u8; 32], NoRandomness> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// 64 hexadecimal digits that nobody can guess.
pub fn number() -> Result<String, NoRandomness> {
    Ok(hex(&bytes()?))
}

/// Salts for sealed fields, asked for 64 at a time: one system call per draft
/// instead of one per field.
#[derive(Default)]
pub struct Salts {
    pool: Vec<[u8; 32]>,
    failed: Option<NoRandomness>,
}

impl Salts {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next salt. After a failure the salts are worthless: whoever used
    /// any must ask [`Self::check`] before the result goes anywhere.
    pub fn next_salt(&mut self) -> Salt {
        if self.pool.is_empty() && self.failed.is_none() {
            let mut block = [0; 64 * 32];
            match getrandom::fill(&mut block) {
                Ok(()) => self.pool.extend(block.as_chunks::<32>().0),
                Err(error) => self.failed = Some(error.into()),
            }
        }
        Salt::from_bytes(self.pool.pop().unwrap_or_default())
    }

    /// Whether every salt given so far was random.
    pub fn check(&mut self) -> Result<(), NoRandomness> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_salts_are_the_same() {
        let mut salts = Salts::new();
        let mut seen: Vec<_> = (0..200).map(|_| *salts.next_salt().as_bytes()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 200);
        assert!(salts.check().is_ok());
    }
}
