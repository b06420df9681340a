//! The whole of Daybook from outside: the real program, over HTTP and on the
//! command line.

mod access;
mod admission;
mod archive;
mod backup;
mod backup_live;
mod config;
mod contract;
mod cosigner;
mod cosigning;
mod deploy;
mod documents;
mod embargo;
mod erase;
mod files;
mod four_eyes;
mod handbook;
mod openid;
mod operations;
mod preview;
mod reading;
mod restarts;
mod restore;
mod signing;
mod tls;
mod trace;
mod upgrade;
