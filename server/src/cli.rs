//! The command line.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::filter::LevelFilter;

const EXAMPLES: &str = "\
Examples:
  doorcode dev                          start on http://127.0.0.1:4680, nothing kept
  doorcode dev --port 0                 start on any free port; read it from the line on stdout
  doorcode dev --data doorcode.db       keep users, sessions and keys in a file
  doorcode dev --project __ProjectID__  serve the project ID that sample code has in it

`doorcode dev --help` tells what each option does.";

const DEV_EXAMPLES: &str = "\
A first login, with the service running:
  curl -s http://127.0.0.1:4680/v1/auth/otp/signup-in/email \\
    -H 'Authorization: Bearer P2doorcodeLocalDevelopment00' -d '{\"loginId\":\"ann@example.com\"}'
  curl -s http://127.0.0.1:4680/_doorcode/messages          # the code
  curl -s http://127.0.0.1:4680/v1/auth/otp/verify/email \\
    -H 'Authorization: Bearer P2doorcodeLocalDevelopment00' \\
    -d '{\"loginId\":\"ann@example.com\",\"code\":\"…\"}'

From a test: start `doorcode dev --port 0 --exit-with-parent`, read one line of JSON from its stdout
(url, projectId, managementKey, inboxUrl, pid, version), and give url to the SDK as its base URL.";

/// Login with one-time codes, on your own machine.
#[derive(Parser)]
#[command(name = "doorcode", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Start the local service: the whole login protocol on one port, offline, with really signed tokens.
    #[command(after_help = DEV_EXAMPLES)]
    Dev(Dev),
}

/// What `doorcode dev` takes.
#[derive(Args)]
pub(crate) struct Dev {
    /// Port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 4680, value_name = "PORT")]
    pub(crate) port: u16,

    /// Address or name to listen on; anything but loopback needs --allow-remote.
    #[arg(long, default_value = "127.0.0.1", value_name = "HOST")]
    pub(crate) host: String,

    /// Listen where other machines can reach the service. Whoever reaches it can log in as anybody.
    #[arg(long)]
    pub(crate) allow_remote: bool,

    /// ID of a project to serve; may be given several times. Without it, the projects of the data file, or
    /// P2doorcodeLocalDevelopment00.
    #[arg(long = "project", value_name = "ID", value_parser = project_id)]
    pub(crate) projects: Vec<String>,

    /// Keep everything in this file, which is made when it is missing. Without it, everything is gone when
    /// the service ends.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Write each message with its code to stderr; auto does so on a terminal.
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) console: When,

    /// What to log on stderr. Codes and tokens are in no log.
    #[arg(long, value_enum, default_value_t = Level::Info, value_name = "LEVEL")]
    pub(crate) log: Level,

    /// End when the process that started this one ends, however it does.
    #[arg(long)]
    pub(crate) exit_with_parent: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

impl When {
    /// Whether it is to be shown on stderr.
    pub(crate) fn on_stderr(self) -> bool {
        match self {
            Self::Auto => io::stderr().is_terminal(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

impl From<Level> for LevelFilter {
    fn from(level: Level) -> Self {
        match level {
            Level::Off => Self::OFF,
            Level::Error => Self::ERROR,
            Level::Warn => Self::WARN,
            Level::Info => Self::INFO,
            Level::Debug => Self::DEBUG,
        }
    }
}

/// An ID stands in bearers between colons and in paths between slashes.
fn project_id(text: &str) -> Result<String, String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !text.is_empty() && text.bytes().all(fits) {
        Ok(text.to_owned())
    } else {
        Err("a project ID has letters, digits, `_` and `-` only".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn project_ids_fit_bearers_and_paths() {
        for id in ["P2doorcodeLocalDevelopment00", "__ProjectID__", "a-b"] {
            assert_eq!(project_id(id).as_deref(), Ok(id));
        }
        for id in ["", "a:b", "a/b", "a b", "ä"] {
            assert!(project_id(id).is_err(), "{id}");
        }
    }
}
