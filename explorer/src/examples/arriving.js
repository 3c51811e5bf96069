import { MAILED_TOKEN, SAMPLE } from './sample.js';

export const arriving = [
  {
    field: 'authSettings',
    title: 'Ask for the settings',
    summary: 'What a sign-up form needs to know beforehand.',
    query: `query AuthSettings {
  authSettings {
    registrationOpen
    emailVerification
    passwordMinLength
    passwordMaxLength
    locales
  }
}
`,
  },
  {
    field: 'register',
    title: 'Register',
    summary: 'Creates an account, signs in, and sends a verification mail.',
    query: `mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user {
      id
      email
      emailVerified
      username
      fullName
      locale
    }
    tokens {
      accessToken
      accessTokenExpiresAt
      refreshToken
      refreshTokenExpiresAt
    }
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: () => ({
      input: {
        email: SAMPLE.email,
        password: SAMPLE.password,
        passwordConfirmation: SAMPLE.password,
        username: 'ada',
        fullName: 'Ada Lovelace',
        locale: 'en',
        tokenDelivery: 'BODY',
      },
    }),
  },
  {
    field: 'verifyEmail',
    title: 'Verify the address',
    summary: 'Proves the address with the token mailed to it.',
    mail: true,
    query: `mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) {
    errors {
      code
      message
      field
    }
  }
}
`,
    variables: () => ({ input: { token: MAILED_TOKEN } }),
  },
  {
    field: 'resendVerificationEmail',
    title: 'Send it again',
    summary: 'Mails a new link to verify; answers alike for every address.',
    query: `mutation ResendVerificationEmail($input: ResendVerificationEmailInput!) {
  resendVerificationEmail(input: $input) {
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: ({ email }) => ({ input: { email: email ?? SAMPLE.email } }),
  },
  {
    field: 'login',
    title: 'Log in',
    summary: 'Signs in with an email address or a username.',
    query: `mutation Login($input: LoginInput!) {
  login(input: $input) {
    user {
      id
      email
      emailVerified
      lastLoginAt
    }
    tokens {
      accessToken
      accessTokenExpiresAt
      refreshToken
      refreshTokenExpiresAt
    }
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: ({ email, password }) => ({
      input: {
        identifier: email ?? SAMPLE.email,
        password: password ?? SAMPLE.password,
        tokenDelivery: 'BODY',
      },
    }),
  },
];
