//! The README's example: a login on the terminal. `core/tests/readme.rs` runs it.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "it is shown to beginners")]

use doorcode::{Client, DeliveryMethod};

#[tokio::main]
async fn main() -> doorcode::Result<()> {
    let client = Client::new("P2doorcodeLocalDevelopment00")?; // where: DESCOPE_BASE_URI

    let masked =
        client.otp().sign_up_or_in(DeliveryMethod::Email, "ann@example.com", &Default::default()).await?;
    println!("A code went to {masked}. Which one?");

    let mut code = String::new();
    std::io::stdin().read_line(&mut code).expect("a line");
    let login =
        client.otp().verify(DeliveryMethod::Email, "ann@example.com", &code, &Default::default()).await?;

    let token = client.session().validate(login.session.jwt(), &Default::default()).await?;
    println!("Welcome, {}.", token.subject().unwrap_or("stranger"));
    Ok(())
}
