//! What the verifier says of good copies, of every way to spoil one, and of
//! what could not be had.

mod cosigned;
mod fixture;
mod good;
mod people;
mod remade;
mod tamper;
mod unsure;
