//! One line per message on stderr, for whoever watches the terminal.

use std::io::{self, Write as _};

use super::{Deliverer, Message};

/// Shows messages on stderr. This is one of the two places that are meant to show a code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Console;

impl Deliverer for Console {
    fn deliver(&self, message: &Message) {
        // A terminal that went away must not stop the service.
        let _ = writeln!(io::stderr(), "{}", line(message));
    }
}

fn line(message: &Message) -> String {
    let Message { channel, to, code, .. } = message;
    let to: String = to.chars().filter(|character| !character.is_control()).collect();
    format!("{channel:<8} {to}  {code}", channel = channel.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Channel, Purpose};

    #[test]
    fn a_line_has_the_code_and_no_control_characters() {
        let message = Message {
            id: 1,
            project: "P2".into(),
            to: "ann@example.com\u{1b}[2J\n".into(),
            channel: Channel::Sms,
            login_id: "ann".into(),
            purpose: Purpose::SignIn,
            code: "012345".into(),
            text: String::new(),
            at: 0,
        };
        assert_eq!(line(&message), "sms      ann@example.com[2J  012345");
    }
}
