//! The whole of Daybook from outside: the real program, over HTTP and on the
//! command line.

mod access;
mod admission;
mod archive;
mod backup;
mod backup_live;
mod contract;
mod cosigner;
mod cosigning;
mod documents;
mod erase;
mod files;
mod four_eyes;
mod preview;
mod reading;
mod restore;
mod signing;
mod trace;
mod upgrade;
