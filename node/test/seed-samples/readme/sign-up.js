await descopeClient.otp.signUp.email("mytestmail@test.com");
