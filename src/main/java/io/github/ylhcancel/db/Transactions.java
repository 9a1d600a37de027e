package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Begins and ends the transactions of one connection, for Jdbi: what a transaction needs is set where it begins, and it is over when
 * the server has confirmed its end. Only what writes in several statements comes here, so that nothing else waits for Jdbi to
 * be loaded.
 */
final class Transactions implements TransactionHandler {
    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Optional<CommitWatch> watch;
    private boolean inTransaction;
    private Optional<SqlFailure> notCommitted = Optional.empty();

    Transactions(Connection connection, Dialect dialect, Optional<CommitWatch> watch) {
        this.dialect = dialect;
        this.watch = watch;
        this.jdbi = Jdbi.create(connection);
        jdbi.setTransactionHandler(this);
    }

    /** Runs {@code work} and commits, or rolls back what it wrote if it throws. */
    <T> T run(Function<Connection, T> work) {
        notCommitted = Optional.empty();
        try {
            return jdbi.inTransaction(handle -> work.apply(handle.getConnection()));
        } catch (RuntimeException e) {
            // Whatever else goes wrong when the handle is closed afterwards, this is what happened.
            if (notCommitted.isPresent()) {
                throw notCommitted.get();
            }
            throw e instanceof JdbiException && e.getCause() instanceof SQLException cause ? new SqlFailure(cause) : e;
        }
    }

    @Override
    public void begin(Handle handle) {
        try {
            dialect.begin(handle.getConnection());
            inTransaction = true;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public void commit(Handle handle) {
        inTransaction = false;
        try {
            CommitWatch.during(watch, () -> {
                dialect.commit(handle.getConnection());
                return null;
            });
        } catch (SQLException e) {
            notCommitted = Optional.of(SqlFailure.ofCommit(e));
            throw notCommitted.get();
        }
    }

    @Override
    public void rollback(Handle handle) {
        inTransaction = false;
        try {
            dialect.rollback(handle.getConnection());
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public boolean isInTransaction(Handle handle) {
        return inTransaction;
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> work) throws X {
        begin(handle);
        R result;
        try {
            result = work.withHandle(handle);
        } catch (Throwable failed) {
            try {
                rollback(handle);
            } catch (RuntimeException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
        commit(handle);
        return result;
    }

    @Override
    public <R, X extends Exception> R inTransaction(
            Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> work) throws X {
        throw new TransactionException("every transaction has the isolation of its session");
    }

    @Override
    public void savepoint(Handle handle, String name) {
        throw new TransactionException("a transaction is done or undone as a whole");
    }

    @Override
    public void rollbackToSavepoint(Handle handle, String name) {
        savepoint(handle, name);
    }

    @Override
    public void releaseSavepoint(Handle handle, String name) {
        savepoint(handle, name);
    }
}
