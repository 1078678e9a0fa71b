//! `/_doorcode/tokens`: every kind of token that a checker must refuse (the J rows of the security rules) can
//! be minted, and is wrong in exactly the way that was ordered.

#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod service;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use num_bigint::BigUint;
use serde_json::{Value, json};
use service::{PROJECT, Service};

/// A minted token in its parts.
struct Minted {
    jwt: String,
    header: Vec<u8>,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl Minted {
    fn message(&self) -> &[u8] {
        self.jwt.rsplit_once('.').unwrap().0.as_bytes()
    }

    fn header(&self) -> Value {
        serde_json::from_slice(&self.header).unwrap()
    }

    fn claims(&self) -> Value {
        serde_json::from_slice(&self.claims).unwrap()
    }

    fn is_signed(&self, service: &Service, scheme: &'static RsaParameters) -> bool {
        let key = &service.get("/v2/keys/P2doorcodeLocalDevelopment00").json["keys"][0];
        let [n, e] = ["n", "e"].map(|name| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap());
        RsaPublicKeyComponents { n, e }.verify(scheme, self.message(), &self.signature).is_ok()
    }

    fn is_rs256(&self, service: &Service) -> bool {
        self.is_signed(service, &RSA_PKCS1_2048_8192_SHA256)
    }
}

fn text(service: &Service, order: &Value) -> String {
    let answer = service.post("/_doorcode/tokens", order);
    assert_eq!(answer.status, 200, "{order} {answer:?}");
    answer.json["jwt"].as_str().unwrap().to_owned()
}

fn mint(service: &Service, order: Value) -> Minted {
    let jwt = text(service, &order);
    let parts: Vec<Vec<u8>> = jwt.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
    let [header, claims, signature] = parts.try_into().unwrap();
    Minted { jwt, header, claims, signature }
}

fn validate(service: &Service, jwt: &str) -> u16 {
    service.call_as(&format!("{PROJECT}:{jwt}"), "/v1/auth/validate", &json!({})).status
}

#[test]
fn without_an_order_the_token_is_right() {
    let service = Service::start();
    let token = mint(&service, json!({}));
    assert!(token.is_rs256(&service));
    assert_eq!(validate(&service, &token.jwt), 200);
    assert_eq!((&token.claims()["drn"], &token.claims()["iss"]), (&json!("DS"), &json!(PROJECT)));
    let refresh = mint(&service, json!({"claims": {"drn": "DSR"}}));
    let life = |claims: Value| claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!((life(token.claims()), life(refresh.claims())), (600, 28 * 24 * 3600));
}

#[test]
fn a_token_for_a_user_has_what_the_users_own_has() {
    let service = Service::start();
    let seed = json!({
        "roles": [{"name": "editor", "permissions": ["write"]}],
        "users": [{"loginId": "ann@example.com", "roleNames": ["editor"]}],
    });
    assert_eq!(service.post("/_doorcode/seed", &seed).status, 200);
    let own = service.log_in("ann@example.com").json;
    let own = own["sessionJwt"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let own: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(own).unwrap()).unwrap();
    let minted = mint(&service, json!({"loginId": "ann@example.com"})).claims();
    for claim in ["sub", "roles", "permissions", "amr", "tenants"] {
        assert_eq!(minted[claim], own[claim], "{claim}");
    }
    assert_eq!(minted["permissions"], json!(["write"]));
    let unknown = service.post("/_doorcode/tokens", &json!({"loginId": "nobody"}));
    assert_eq!(unknown.status, 404);
}

/// J1: the right key with a scheme that is not its own.
#[test]
fn other_schemes_of_the_same_key() {
    let service = Service::start();
    let cases: [(&str, &'static RsaParameters); 2] =
        [("PS256", &RSA_PSS_2048_8192_SHA256), ("RS512", &RSA_PKCS1_2048_8192_SHA512)];
    for (alg, scheme) in cases {
        let token = mint(&service, json!({"header": {"alg": alg}}));
        assert_eq!(token.header()["alg"], alg);
        assert!(token.is_signed(&service, scheme) && !token.is_rs256(&service), "{alg}");
    }
}

/// J2, J6, J15, J16: headers with any members of any type, under a right signature.
#[test]
fn any_header_under_a_right_signature() {
    let service = Service::start();
    for (name, value) in [
        ("alg", json!("None")),
        ("alg", json!("")),
        ("alg", json!(["RS256"])),
        ("alg", json!(5)),
        ("crit", json!([])),
        ("crit", json!(["b64"])),
        ("b64", json!(false)),
        ("jku", json!("http://127.0.0.1:1/keys")),
        ("kid", json!(7)),
        ("kid", json!("../'; DROP TABLE keys; --\u{0}")),
        ("kid", json!("k".repeat(1 << 20))),
        ("typ", json!("at+jwt")),
    ] {
        let token = mint(&service, json!({"header": {name: value}}));
        assert_eq!(token.header()[name], value);
        assert!(token.is_rs256(&service), "{name}");
    }
    for name in ["alg", "kid", "typ"] {
        let token = mint(&service, json!({"header": {name: null}}));
        assert!(token.header().get(name).is_none() && token.is_rs256(&service), "{name}");
    }
}

/// J2: no signature at all.
#[test]
fn unsigned_tokens() {
    let service = Service::start();
    for (header, alg) in
        [(json!({}), "none"), (json!({"alg": "NONE"}), "NONE"), (json!({"alg": "RS256"}), "RS256")]
    {
        let token = mint(&service, json!({"signWith": "none", "header": header}));
        assert_eq!((&token.header()["alg"], token.signature.len()), (&json!(alg), 0));
        assert_eq!(validate(&service, &token.jwt), 401);
    }
}

/// J3: the public key, in each of its forms, as the secret of an HMAC.
#[test]
fn the_public_key_taken_for_a_secret() {
    let service = Service::start();
    let key = service.get("/v2/keys/P2doorcodeLocalDevelopment00").json["keys"][0].clone();
    // RFC 8017 A.1.1 in RFC 5280 §4.1: for 2048 bits and the exponent 65537 everything but n is fixed.
    let before = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA";
    let n = URL_SAFE_NO_PAD.decode(key["n"].as_str().unwrap()).unwrap();
    let der = [STANDARD.decode(before).unwrap(), n, vec![2, 3, 1, 0, 1]].concat();
    let symbols = STANDARD.encode(&der);
    let lines: Vec<&str> =
        (0..symbols.len()).step_by(64).map(|at| &symbols[at..symbols.len().min(at + 64)]).collect();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"));
    for (sign_with, secret) in [
        (json!("hmac-public-key"), pem.clone().into_bytes()),
        (json!({"hmacPublicKey": "pem"}), pem.clone().into_bytes()),
        (json!({"hmacPublicKey": "pem-leading-blank"}), format!(" {pem}").into_bytes()),
        (json!({"hmacPublicKey": "der"}), der),
        (json!({"hmacPublicKey": "jwk"}), key.to_string().into_bytes()),
    ] {
        let token = mint(&service, json!({"signWith": sign_with}));
        let secret = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        assert_eq!(token.header()["alg"], "HS256");
        assert_eq!(token.header()["kid"], key["kid"]);
        assert!(hmac::verify(&secret, token.message(), &token.signature).is_ok(), "{sign_with}");
    }
}

/// J5: a key that a library refuses to sign with signs all the same, and rightly.
#[test]
fn weak_rsa_keys() {
    let service = Service::start();
    // Two Mersenne primes make a modulus of 1128 bits.
    let [p, q] = [521_u32, 607].map(|bits| (BigUint::from(1_u8) << bits) - 1_u8);
    let (n, e, order) = (&p * &q, BigUint::from(65537_u32), (&p - 1_u8) * (&q - 1_u8));
    let d = e.modinv(&order).unwrap();
    for (e, d) in [(e, d), (BigUint::from(1_u8), BigUint::from(1_u8))] {
        let number = |number: &BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        let jwk = json!({"kty": "RSA", "kid": "weak", "n": number(&n), "e": number(&e), "d": number(&d)});
        let token = mint(&service, json!({"signWith": {"jwk": jwk}}));
        assert_eq!((&token.header()["kid"], &token.header()["alg"]), (&json!("weak"), &json!("RS256")));
        let opened = BigUint::from_bytes_be(&token.signature).modpow(&e, &n).to_bytes_be();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.message());
        assert!(opened.starts_with(&[1, 0xff, 0xff]) && opened.ends_with(digest.as_ref()));
    }
}

/// Keys of every other type. The token of RFC 8037 A.4 comes out to the byte.
#[test]
fn keys_that_the_caller_brings_along() {
    let service = Service::start();
    let ed25519 = json!({
        "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let raw = json!({"headerText": r#"{"alg":"EdDSA"}"#, "claimsText": "Example of Ed25519 signing"});
    assert_eq!(
        text(&service, &json!({"signWith": {"jwk": ed25519}, "raw": raw})),
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbh\
         ijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
    // The key of RFC 7515 A.3.
    let ec = json!({
        "kty": "EC", "crv": "P-256", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let token = mint(&service, json!({"signWith": {"jwk": ec}}));
    let public =
        jsonwebtoken::DecodingKey::from_ec_components(ec["x"].as_str().unwrap(), ec["y"].as_str().unwrap());
    let validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    let checked = jsonwebtoken::decode::<Value>(&token.jwt, &public.unwrap(), &validation);
    assert_eq!(checked.unwrap().header.alg, jsonwebtoken::Algorithm::ES256);

    let secret = json!({"kty": "oct", "k": "c2VjcmV0", "alg": "HS384"});
    let token = mint(&service, json!({"signWith": {"jwk": secret}}));
    let secret = hmac::Key::new(hmac::HMAC_SHA384, b"secret");
    assert!(hmac::verify(&secret, token.message(), &token.signature).is_ok());
}

#[test]
fn a_384_bit_curve_signs_with_its_own_algorithm() {
    use aws_lc_rs::encoding::{AsBigEndian as _, EcPrivateKeyBin};
    use aws_lc_rs::signature::{
        ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    };

    let service = Service::start();
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    let (point, secret) = (pair.public_key().as_ref(), pair.private_key());
    let d: EcPrivateKeyBin<'_> = secret.as_be_bytes().unwrap();
    let [d, x, y] = [d.as_ref(), &point[1..49], &point[49..]].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let jwk = json!({"kty": "EC", "crv": "P-384", "d": d, "x": x, "y": y});
    let token = mint(&service, json!({"signWith": {"jwk": jwk}}));
    assert_eq!(token.header()["alg"], "ES384");
    let public = aws_lc_rs::signature::UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point);
    assert!(public.verify(token.message(), &token.signature).is_ok());
}

#[test]
fn a_foreign_key_signs_under_the_name_of_the_active_one() {
    let service = Service::start();
    let token = mint(&service, json!({"signWith": "foreign"}));
    assert_eq!(token.header()["kid"], mint(&service, json!({})).header()["kid"]);
    assert_eq!(token.signature.len(), 256);
    assert!(!token.is_rs256(&service));
    assert_eq!(validate(&service, &token.jwt), 401);
}

/// J7: bytes that are no JSON object, or not only one, under a right signature.
#[test]
fn headers_and_claims_to_the_byte() {
    let service = Service::start();
    let not_utf8 = URL_SAFE_NO_PAD.encode(b"{\"sub\":\"\xff\"}");
    for (raw, is_header, expected) in [
        (json!({"headerText": "\u{feff}{{header}}"}), true, "\u{feff}{\"alg\""),
        (
            json!({"headerText": r#"{"alg":"none",{{headerMembers}}}"#}),
            true,
            r#"{"alg":"none","alg":"RS256""#,
        ),
        (json!({"headerText": r#"["{{kid}}"]"#}), true, "[\""),
        (json!({"claimsText": "[{{claims}}]"}), false, "[{"),
        (json!({"claimsText": r#"{"exp":NaN,{{claimsMembers}}}"#}), false, r#"{"exp":NaN,"amr""#),
        (json!({"claimsText": ""}), false, ""),
    ] {
        let token = mint(&service, json!({"raw": raw}));
        let part = if is_header { &token.header } else { &token.claims };
        assert!(part.starts_with(expected.as_bytes()), "{raw}: {}", String::from_utf8_lossy(part));
        assert!(token.is_rs256(&service), "{raw}");
    }
    let token = mint(&service, json!({"raw": {"claimsBytes": not_utf8}}));
    assert!(String::from_utf8(token.claims.clone()).is_err() && token.is_rs256(&service));
}

/// J8: the signature covers the odd encoding itself.
#[test]
fn odd_encodings_are_signed_as_they_stand() {
    let service = Service::start();
    let key = service.get("/v2/keys/P2doorcodeLocalDevelopment00").json["keys"][0].clone();
    let [n, e] = ["n", "e"].map(|name| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap());
    for encoding in ["padded", "standard", "spaced", "spare-bits"] {
        let order = json!({
            // Long enough for spare bits, and with symbols that the two alphabets write differently.
            "raw": {"claimsEncoding": encoding, "claimsText": r#"{"sub":"~~~???ÿÿ"}"#},
        });
        let jwt = text(&service, &order);
        let (message, signature) = jwt.rsplit_once('.').unwrap();
        let claims = message.split_once('.').unwrap().1;
        assert!(URL_SAFE_NO_PAD.decode(claims).is_err(), "{encoding}: {claims}");
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let public = RsaPublicKeyComponents { n: &n, e: &e };
        assert!(
            public.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).is_ok(),
            "{encoding}"
        );
    }
}

/// J9 to J14, J18: any claim of any type.
#[test]
fn any_claims_under_a_right_signature() {
    let service = Service::start();
    for (name, value) in [
        ("exp", json!("1790000000")),
        ("exp", json!(true)),
        ("exp", json!(-1)),
        ("exp", json!(1e308)),
        ("exp", json!(1.5)),
        ("nbf", json!(99_999_999_999_i64)),
        ("iss", json!("https://example.com/P2other")),
        ("aud", json!(["a", "b"])),
        ("drn", json!("DSR")),
        ("sub", json!({})),
    ] {
        let token = mint(&service, json!({"claims": {name: value}}));
        assert_eq!(token.claims()[name], value);
        assert!(token.is_rs256(&service));
    }
    let token = mint(&service, json!({"claims": {"exp": null}}));
    assert!(token.claims().get("exp").is_none());
    let nested = format!(r#"{{"x":{}1{},{{{{claimsMembers}}}}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let token = mint(&service, json!({"raw": {"claimsText": nested}}));
    assert!(token.claims.starts_with(b"{\"x\":[[[[") && token.claims.len() > 20_000);
    assert!(token.is_rs256(&service));
}

/// J19: signatures of a wrong length, and in a wrong encoding.
#[test]
fn signatures_cut_filled_and_spoilt() {
    let service = Service::start();
    let right = mint(&service, json!({})).signature.len();
    for length in [0, right - 1, right + 1, 1024] {
        let token = mint(&service, json!({"raw": {"signatureLength": length}}));
        assert_eq!(token.signature.len(), length);
        assert!(!token.is_rs256(&service));
    }
    let jwt = text(&service, &json!({"raw": {"signatureEncoding": "padded"}}));
    assert!(jwt.ends_with("=="), "{jwt}");
    assert!(text(&service, &json!({"raw": {"signaturePart": "!"}})).ends_with(".!"));
}

#[test]
fn orders_that_cannot_be_met_are_refused() {
    let service = Service::start();
    for order in [
        json!({"signWith": "nobody"}),
        json!({"signWith": {"jwk": {"kty": "RSA"}}}),
        json!({"signWith": {"jwk": {"kty": "EC", "crv": "P-1"}}}),
        json!({"signWith": {"jwk": {"kty": "RSA", "n": "AQ", "e": "AQ", "d": "AQ"}}}),
        json!({"raw": {"claimsBytes": "="}}),
        json!({"raw": {"claimsText": "abc", "claimsEncoding": "standard"}}),
        json!({"heeder": {}}),
    ] {
        let answer = service.post("/_doorcode/tokens", &order);
        assert_eq!((answer.status, &answer.json["errorCode"]), (400, &json!("E011003")), "{order}");
    }
}
