//! A small complete app: log in with a code, see a page only when logged in, log out.
//!
//! With `make dev` running: `DESCOPE_BASE_URI=http://127.0.0.1:4680 cargo run -p doorcode --features axum --example axum`
#![allow(clippy::print_stdout, reason = "it says where it is")]

#[path = "axum/app.rs"]
mod app;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = doorcode::Client::new("P2doorcodeLocalDevelopment00")?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app::app(client)).await?;
    Ok(())
}
