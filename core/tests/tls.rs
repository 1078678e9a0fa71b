//! TLS: whom a client trusts, and how many connections it opens.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/scene.rs"]
mod scene;

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use doorcode::config::LogLevel;
use doorcode::{Client, ErrorKind, Phase, VerifyOptions};
use scene::{Lines, PATIENCE, Scene};
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;

/// Where a child of this test finds a service behind TLS, and what it expects of it.
const CHILD: &str = "DOORCODE_TEST_TLS_URL";

/// Something in front of the service that counts connections, and may speak TLS.
struct Front {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    certificate: String,
}

impl Front {
    async fn start(scene: &Scene, tls: bool) -> Self {
        let signed = rcgen::generate_simple_self_signed(["localhost".into(), "127.0.0.1".into()]).unwrap();
        let acceptor = tls.then(|| acceptor(&signed));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = scene.service.url.strip_prefix("http://").unwrap().to_owned();
        let connections = Arc::new(AtomicUsize::new(0));
        tokio::spawn(accept(listener, acceptor, service, Arc::clone(&connections)));
        Self { address, connections, certificate: signed.cert.pem() }
    }

    fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn acceptor(signed: &rcgen::CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![signed.cert.der().clone()],
            signed.signing_key.serialize_der().try_into().unwrap(),
        );
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

async fn accept(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    service: String,
    connections: Arc<AtomicUsize>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::SeqCst);
        let (acceptor, service) = (acceptor.clone(), service.clone());
        tokio::spawn(async move {
            match acceptor {
                // A handshake that the client breaks off is what some tests are about.
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        relay(stream, service).await;
                    }
                }
                None => relay(stream, service).await,
            }
        });
    }
}

async fn relay(mut stream: impl AsyncRead + AsyncWrite + Unpin, service: String) {
    let mut service = TcpStream::connect(service).await.unwrap();
    let _ = copy_bidirectional(&mut stream, &mut service).await;
}

fn builder(scene: &Scene, url: &str) -> doorcode::ClientBuilder {
    Client::builder(&scene.service.project).base_url(url).timeout(PATIENCE)
}

/// A call that needs no login; it fails with `session_ended` when all of TLS is well.
async fn knock(client: &Client) -> doorcode::Error {
    client.user().me("r3fr3sh").await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let scene = Scene::start();
    let front = Front::start(&scene, true).await;
    let error = knock(&builder(&scene, &front.url("https")).build().unwrap()).await;
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Network, Some(Phase::Tls)), "{error:?}");
    assert!(scene.requests().is_empty());

    let plain = Front::start(&scene, false).await;
    let error = knock(&builder(&scene, &plain.url("https")).build().unwrap()).await;
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Network, Some(Phase::Tls)), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_of_the_settings_is_trusted_for_its_own_name_only() {
    let scene = Scene::start();
    let front = Front::start(&scene, true).await;
    let trusting = |url: &str| builder(&scene, url).ca_pem(&front.certificate).build().unwrap();
    assert_eq!(knock(&trusting(&front.url("https"))).await.kind(), ErrorKind::SessionEnded);

    let other_name = format!("https://127.0.0.2:{}", front.address.port());
    let error = knock(&trusting(&other_name)).await;
    assert!(matches!(error.phase(), Some(Phase::Tls | Phase::Connect)), "{error}");
    let other = Front::start(&scene, true).await;
    assert_eq!(knock(&trusting(&other.url("https"))).await.phase(), Some(Phase::Tls));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn skip_verify_accepts_any_certificate_and_says_so_but_no_forged_token() {
    let scene = Scene::start();
    let front = Front::start(&scene, true).await;
    let log = Lines::default();
    let careless =
        builder(&scene, &front.url("https")).skip_verify(true).logger(log.clone()).build().unwrap();
    assert_eq!(knock(&careless).await.kind(), ErrorKind::SessionEnded);
    let warnings = log.all().into_iter().filter(|(level, _)| *level == LogLevel::Warn);
    assert_eq!(warnings.filter(|(_, text)| text.contains("skip_verify")).count(), 1);

    let order = serde_json::json!({ "signWith": "foreign" });
    let forged = scene.service.control("POST", "/tokens", &order)["jwt"].as_str().unwrap().to_owned();
    let checked = careless.session().validate(&forged, &VerifyOptions::default()).await;
    assert_eq!(checked.unwrap_err().kind(), ErrorKind::TokenInvalid);

    let careful = builder(&scene, &front.url("https")).build().unwrap();
    assert_eq!(
        knock(&careful).await.phase(),
        Some(Phase::Tls),
        "connections are not shared with a careless one"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_share_connections_and_a_known_key_needs_none() {
    let scene = Scene::start();
    for (scheme, tls) in [("http", false), ("https", true)] {
        let front = Front::start(&scene, tls).await;
        let client = builder(&scene, &front.url(scheme)).ca_pem(&front.certificate).build().unwrap();
        let token = scene.good_token();
        client.session().validate(&token, &VerifyOptions::default()).await.unwrap();
        for _ in 0..20 {
            assert_eq!(knock(&client).await.kind(), ErrorKind::SessionEnded);
        }
        assert_eq!(front.connections(), 1, "{scheme}");
        let fetches = scene.key_fetches();
        for _ in 0..20 {
            client.session().validate(&token, &VerifyOptions::default()).await.unwrap();
        }
        assert_eq!((front.connections(), scene.key_fetches()), (1, fetches), "{scheme}");
    }
}

/// What a child process sees with the variables of its environment: the phase it fails in, or the kind.
fn child_sees(front: &Front, variable: &str, value: &std::path::Path) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["child_of_the_environment_test", "--exact", "--nocapture"])
        .env(CHILD, front.url("https"))
        .env(variable, value)
        .output()
        .unwrap();
    let output =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let (_, rest) = output.split_once("the child sees ").unwrap_or_else(|| panic!("{output}"));
    rest.lines().next().unwrap().to_owned()
}

/// Run by the next test with an environment of its own; alone it has nothing to see, and does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::print_stdout, reason = "its parent reads it")]
async fn child_of_the_environment_test() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let error = knock(&Client::builder("P2doorcodeLocalDevelopment00").base_url(url).build().unwrap()).await;
    println!("the child sees {} {:?}", error.kind(), error.phase().map(Phase::as_str).or(error.argument()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_of_the_environment_are_trusted() {
    let scene = Scene::start();
    let front = Front::start(&scene, true).await;
    let folder = std::env::temp_dir().join(format!("doorcode-tls-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("nested")).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, &front.certificate).unwrap();
    std::fs::write(folder.join("README"), "what else stands in such folders").unwrap();
    let seen = |variable: &str, value: &std::path::Path| {
        tokio::task::block_in_place(|| child_sees(&front, variable, value))
    };
    let trusted = "session_ended None";
    assert_eq!(seen("SSL_CERT_FILE", &file), trusted);
    assert_eq!(seen("REQUESTS_CA_BUNDLE", &file), trusted);
    assert_eq!(seen("SSL_CERT_DIR", &folder), trusted);
    assert_eq!(seen("UNRELATED", &file), "network Some(\"tls\")");
    assert_eq!(seen("SSL_CERT_FILE", &folder.join("README")), "config Some(\"ca_file\")");
    std::fs::remove_dir_all(&folder).unwrap();
}
