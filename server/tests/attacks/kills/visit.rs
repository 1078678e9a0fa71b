//! One run of the service as its users live through it.

use std::io;
use std::process::Child;

use serde_json::{Value, json};

use super::fuse::Fuse;
use super::person::{Code, Pending, Person};
use crate::chance::Chance;
use crate::connection::{Connection, Reply};
use crate::service::{PROJECT, Service};

pub(super) struct Visit<'a> {
    access: Access,
    fuse: Fuse<'a>,
}

/// How the service is reached.
pub(super) struct Access {
    authority: String,
    management_key: String,
}

/// Two connections to one run: what is sent on both at once races.
struct Caller<'v, 's> {
    visit: &'v Visit<'s>,
    lines: [Connection; 2],
}

impl Access {
    /// The way to a service, and what ends it.
    pub(super) fn split(service: &mut Service) -> (Self, &mut Child) {
        let management_key = service.line["managementKey"].as_str().unwrap().to_owned();
        (Self { authority: service.authority().to_owned(), management_key }, &mut service.child)
    }
}

impl<'a> Visit<'a> {
    pub(super) fn new(access: Access, fuse: Fuse<'a>) -> Self {
        Self { access, fuse }
    }

    fn caller(&self) -> io::Result<Caller<'_, 'a>> {
        let lines = [Connection::to(&self.access.authority)?, Connection::to(&self.access.authority)?];
        Ok(Caller { visit: self, lines })
    }

    /// Everybody in turn does something, until the service is gone.
    pub(super) fn traffic(&self, people: &mut [Person], mut chance: Chance) {
        let Ok(mut caller) = self.caller() else { return };
        while people.iter_mut().all(|person| caller.act(person, &mut chance).is_ok()) {}
    }

    /// Everything that was answered must still be so.
    pub(super) fn check(&self, person: &mut Person, chance: &mut Chance) {
        let mut caller = self.caller().unwrap();
        caller.check_pending(person).unwrap();
        caller.check_spent(person).unwrap();
        caller.check_tokens(person, chance).unwrap();
        caller.check_profile(person).unwrap();
    }
}

impl Caller<'_, '_> {
    fn act(&mut self, person: &mut Person, chance: &mut Chance) -> io::Result<()> {
        match (chance.below(8), person.pending.is_some(), person.token.is_some()) {
            (0..=4, true, _) => self.verify(person).map(|is_good| assert!(is_good, "{person:?}")),
            (5, true, _) => self.guess(person, "wrong!", "email").map(|reply| assert_ne!(reply.status, 200)),
            (0..=2, _, true) => self.refresh(person),
            (3..=4, _, true) => self.move_house(person, chance),
            (6, _, true) => self.log_out(person),
            _ => self.start(person),
        }
    }

    fn start(&mut self, person: &mut Person) -> io::Result<()> {
        person.pending = None;
        let body = json!({"loginId": person.login_id});
        let reply = self.call("", "/v1/auth/otp/signup-in/email", &body)?;
        assert_eq!(reply.status, 200, "{reply:?} {person:?}");
        let text = self.code(&person.login_id)?;
        let code = Code { text, method: "email" };
        person.pending = Some(Pending { code, sent: false, phone: None });
        Ok(())
    }

    fn move_house(&mut self, person: &mut Person, chance: &mut Chance) -> io::Result<()> {
        person.pending = None;
        let token = person.token.as_ref().unwrap().jwt.clone();
        let phone = format!("+1555{:07}", chance.below(10_000_000));
        let body = json!({"loginId": person.login_id, "phone": phone});
        let reply = self.call(&token, "/v1/auth/otp/update/phone/sms", &body)?;
        assert_eq!(reply.status, 200, "{reply:?} {person:?}");
        let code = Code { text: self.code(&phone)?, method: "sms" };
        person.pending = Some(Pending { code, sent: false, phone: Some(phone) });
        Ok(())
    }

    /// Sends the code on both connections at once; one of them may log in.
    fn verify(&mut self, person: &mut Person) -> io::Result<bool> {
        let pending = person.pending.as_mut().unwrap();
        pending.sent = true;
        person.phones.extend(pending.phone.clone());
        person.unsure += 1;
        let path = format!("/v1/auth/otp/verify/{}", pending.code.method);
        let body = json!({"loginId": person.login_id, "code": pending.code.text}).to_string();
        for line in &mut self.lines {
            self.visit.fuse.burn();
            line.send("POST", &path, PROJECT, &body)?;
        }
        let replies: Vec<Reply> = self.lines.iter_mut().filter_map(|line| line.receive().ok()).collect();
        self.visit.fuse.burn();
        let mut tokens = replies.iter().filter_map(|reply| reply.json["refreshJwt"].as_str());
        let token = tokens.next().map(str::to_owned);
        assert_eq!(tokens.next(), None, "two logins with one code: {person:?}");
        if let Some(token) = token {
            person.unsure -= 1;
            person.logged_in(token);
            return Ok(true);
        }
        if replies.len() < self.lines.len() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(false) }
    }

    fn refresh(&mut self, person: &mut Person) -> io::Result<()> {
        let token = person.token.as_ref().unwrap().jwt.clone();
        let reply = self.call(&token, "/v1/auth/refresh", &json!({}))?;
        assert_eq!(reply.status, 200, "{reply:?} {person:?}");
        person.rotated(text(&reply.json["refreshJwt"]));
        Ok(())
    }

    fn log_out(&mut self, person: &mut Person) -> io::Result<()> {
        let token = person.token.take().unwrap().jwt;
        // The change of a number ends with the session it was asked for in.
        person.pending = person.pending.take().filter(|pending| pending.phone.is_none());
        (person.sessions, person.unsure) = (person.sessions - 1, person.unsure + 1);
        let reply = self.call(&token, "/v1/auth/logout", &json!({}))?;
        assert_eq!(reply.status, 200, "{reply:?} {person:?}");
        person.unsure -= 1;
        person.ended = Some(token);
        Ok(())
    }

    /// A code that came is good, unless it was sent back: then it is good or was used, and used means logged in.
    fn check_pending(&mut self, person: &mut Person) -> io::Result<()> {
        let Some(pending) = person.pending.clone() else { return Ok(()) };
        let is_good = self.verify(person)?;
        person.registered |= pending.sent;
        assert!(is_good || pending.sent, "an unused code was lost: {person:?}");
        if !is_good {
            // Two guesses were refused, so nothing came of them.
            person.unsure -= 1;
            person.pending = None;
            person.spent = Some(pending.code);
        }
        Ok(())
    }

    fn check_spent(&mut self, person: &mut Person) -> io::Result<()> {
        let Some(code) = person.spent.clone() else { return Ok(()) };
        let reply = self.guess(person, &code.text, code.method)?;
        assert_eq!(reply.status, 401, "a code was used twice: {reply:?} {person:?}");
        Ok(())
    }

    /// The last token is good; one whose log-out was answered is not; one of two generations ago ends it all.
    fn check_tokens(&mut self, person: &mut Person, chance: &mut Chance) -> io::Result<()> {
        if let Some(token) = person.ended.clone() {
            let reply = self.call(&token, "/v1/auth/refresh", &json!({}))?;
            assert_eq!(reply.code(), "E064001", "a log-out was lost: {reply:?} {person:?}");
        }
        let superseded = person.token.as_ref().and_then(|token| token.superseded.clone());
        let Some(superseded) = superseded.filter(|_| chance.below(3) == 0) else {
            return if person.token.is_some() { self.refresh(person) } else { Ok(()) };
        };
        let reply = self.call(&superseded, "/v1/auth/refresh", &json!({}))?;
        assert_eq!(reply.code(), "E061005", "a rotation was lost: {reply:?} {person:?}");
        person.sessions -= 1;
        person.ended = person.token.take().map(|token| token.jwt);
        Ok(())
    }

    fn check_profile(&mut self, person: &mut Person) -> io::Result<()> {
        let path = format!("/v1/mgmt/user?loginId={}", person.login_id);
        let bearer = format!("{PROJECT}:{}", self.visit.access.management_key);
        self.lines[0].send("GET", &path, &bearer, "")?;
        let reply = self.lines[0].receive()?;
        assert_eq!(reply.status == 200, person.registered, "{reply:?} {person:?}");
        if person.registered {
            let phone = text(&reply.json["user"]["phone"]);
            assert!(person.phones.contains(&phone), "{phone}: {person:?}");
            person.phones = vec![phone];
        }
        Ok(())
    }

    fn guess(&mut self, person: &Person, code: &str, method: &str) -> io::Result<Reply> {
        let path = format!("/v1/auth/otp/verify/{method}");
        self.call("", &path, &json!({"loginId": person.login_id, "code": code}))
    }

    /// The code of the last message to an address.
    fn code(&mut self, to: &str) -> io::Result<String> {
        let path = format!("/_doorcode/messages?to={}", to.replace('+', "%2B"));
        self.visit.fuse.burn();
        self.lines[0].send("GET", &path, PROJECT, "")?;
        let messages = self.lines[0].receive()?.json;
        Ok(text(&messages["messages"].as_array().unwrap().last().unwrap()["code"]))
    }

    fn call(&mut self, token: &str, path: &str, body: &Value) -> io::Result<Reply> {
        self.visit.fuse.burn();
        let reply = self.lines[0].try_call(&format!("{PROJECT}:{token}"), path, body);
        self.visit.fuse.burn();
        reply
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
