//! `doorcode`: the local service on the command line.

mod banner;
mod cli;
mod dev;
mod parent;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use cli::{Cli, Command};

fn main() -> ExitCode {
    let Command::Dev(arguments) = Cli::parse().command;
    match dev::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "doorcode: {error}");
            ExitCode::FAILURE
        }
    }
}
