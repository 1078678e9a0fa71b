//! The rules. Nothing in here knows HTTP or SQL: a rule reads and writes records through the store's traits,
//! and what must hold under concurrency rests on the store's guards.

mod channel;
mod purpose;

pub use channel::{Channel, UnknownChannel};
pub use purpose::Purpose;
