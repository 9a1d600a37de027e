package io.github.ylhcancel.base;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPairsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            password=abc                                 | password=***
            PassWord=abc                                 | PassWord=***
            passwd=abc x                                 | passwd=*** x
            db.password = abc                            | db.password = ***
            db-passwd:abc                                | db-passwd:***
            grant_type=password&username=me&password=abc&x=1 | grant_type=password&username=me&password=***&x=1
            jdbc:x://host/db?user=me&password=abc        | jdbc:x://host/db?user=me&password=***
            client_secret=abc                            | client_secret=***
            api-key=abc x_apiKey: abc                    | api-key=*** x_apiKey: ***
            app.secret=abc;                              | app.secret=***;
            appSecret=abc                                | appSecret=***
            {"access_token":"abc","expires_in":3600}     | {"access_token":"***","expires_in":3600}
            {"access_token" : "abc \\"def"}              | {"access_token" : "***"}
            {"access_token":"abc                         | {"access_token":"***
            {"token":12}                                 | {"token":***}
            "{\\"access_token\\":\\"abc\\",\\"x\\":1}"   | "{\\"access_token\\":\\"***\\",\\"x\\":1}"
            {'token': 'abc def'}                         | {'token': '***'}
            {token=abc, type=Bearer}                     | {token=***, type=Bearer}
            Token[value=x, token=abc]                    | Token[value=x, token=***]
            Authorization: Bearer abc                    | Authorization: ***
            authorization: Basic YWJj==, x               | authorization: ***, x
            {authorization=[Bearer abc], x=[1]}          | {authorization=[***], x=[1]}
            Authorization => abc                         | Authorization => ***
            with Bearer abcdefg1                         | with Bearer ***
            with basic c2hvcDphYmM=                      | with basic ***
            sign=abc                                     | sign=***
            &sign=abc&x                                  | &sign=***&x
            appSign=abc                                  | appSign=***
            signature: abc                               | signature: ***
            password%3Dabc                               | password%3D***
            http://me:abc@host/x                         | http://***@host/x
            a token=abc b token=def                      | a token=*** b token=***
            密码password：x password=密码                | 密码password：x password=***
            """)
    void areHidden(String text, String hidden) {
        assertThat(SecretPairs.hide(text)).isEqualTo(hidden);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain words",
                "no token: HTTP 500",
                "tokens=12",
                "token-cache=/home/me/token.json",
                "ylh.password-file=/run/password",
                "token_type=Bearer",
                "the password is wrong",
                "password=",
                "assign=x",
                "design: x",
                "signs=x",
                "basic authentication",
                "Bearer of news",
                "https://ylh.example:8080/path?at=me@host",
                "http://me@host/",
                "12:30//x",
                "sign",
                "\"token\"",
                "client_secret"
            })
    void whatIsNoneStays(String text) {
        assertThat(SecretPairs.hide(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "password, true",
        "passwd, true",
        "db-password, true",
        "PASSWORD, true",
        "secret, true",
        "client.secret, true",
        "access_token, true",
        "authorization, true",
        "sign, true",
        "app_sign, true",
        "app_secret, true",
        "endpoint, false",
        "token_type, false",
        "tokens, false",
        "assign, false",
        "api_key, true",
        "--api-key, true",
        "password-file, false",
        "so_id, false"
    })
    void aKeyIsSecretByItsLastWord(String key, boolean secret) {
        assertThat(SecretPairs.isSecret(key)).isEqualTo(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "token=", "\\", "password=\\\"", "Bearer ", "://", "a", "token=[", "basic a1"})
    @Timeout(value = 20, unit = SECONDS)
    void noTextKeepsItBusyForLong(String piece) {
        assertThat(SecretPairs.hide(piece.repeat(200_000))).isNotEmpty();
    }
}
