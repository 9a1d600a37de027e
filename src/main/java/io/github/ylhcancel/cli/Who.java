package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.OsUser;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Texts;
import java.util.Optional;

/** Who did something: the operator, and beside him the account, where that is another. */
final class Who {
    private Who() {}

    static String of(Texts texts, String operator, Optional<OsUser> osUser) {
        String name = osUser.map(OsUser::name).orElse(operator);
        String login = osUser.flatMap(OsUser::login).orElse(operator);
        if (login.equals(operator)) {
            return name.equals(operator) ? operator : texts.of("who.as", operator, name);
        }
        return name.equals(operator)
                ? texts.of("who.login", operator, login)
                : texts.of("who.as-login", operator, name, login);
    }

    static Fields fields(Fields fields, Optional<OsUser> osUser) {
        return fields.with("os_user", osUser.map(OsUser::name)).with("login_user", osUser.flatMap(OsUser::login));
    }
}
