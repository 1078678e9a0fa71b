const out = await descopeClient.validateSession(session_jwt, refresh_jwt);
if (out?.cookies) {
    res.set('Set-Cookie', out.cookies);
}
