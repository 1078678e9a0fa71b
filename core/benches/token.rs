//! One check of a token: proven, remembered, and against the bare cryptography below it.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use doorcode::jwt::{Jws, check};

use support::{Case, NOW};

fn token(criterion: &mut Criterion) {
    let case = Case::new();
    let mut group = criterion.benchmark_group("token");
    group.bench_function("bare", |bencher| bencher.iter(|| case.bare()));
    group.bench_function("cold", |bencher| bencher.iter(|| case.cold()));
    group.bench_function("warm", |bencher| bencher.iter(|| case.warm()));
    group.bench_function("jsonwebtoken", |bencher| bencher.iter(|| case.jsonwebtoken()));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| Jws::parse(black_box(&case.token), usize::MAX).unwrap());
    });
    group.bench_function("refused", |bencher| {
        bencher.iter(|| check(black_box("a.b.c"), &case.keys, None, &case.rules(), NOW).unwrap_err());
    });
    group.finish();
}

criterion_group!(benches, token);
criterion_main!(benches);
