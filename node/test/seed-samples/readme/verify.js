const out = await descopeClient.otp.verify.email(identifier, code);
if (out.data.cookies) {
    res.set('Set-Cookie', out.data.cookies);
}
