await descopeClient.otp.signIn.email("mytestmail@test.com");
