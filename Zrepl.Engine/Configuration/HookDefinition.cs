using Zrepl.Engine.Filters;

namespace Zrepl.Engine.Configuration;

/// <summary>What runs before and after the snapshot of each matching dataset. Source: spec config 12.1.</summary>
/// <param name="Filesystems">The datasets it concerns.</param>
/// <param name="Timeout">More than zero.</param>
/// <param name="ErrorIsFatal">True: if it fails before, the snapshot is not taken. Key <c>err_is_fatal</c>.</param>
public abstract record HookDefinition(FilesystemFilter Filesystems, TimeSpan Timeout, bool ErrorIsFatal)
{
    /// <summary>The word in <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary><c>type: command</c>: a program.</summary>
    /// <param name="Path">The program; a bare name is looked up in <c>PATH</c>.</param>
    /// <param name="Filesystems">See <see cref="HookDefinition"/>.</param>
    /// <param name="Timeout">See <see cref="HookDefinition"/>.</param>
    /// <param name="ErrorIsFatal">See <see cref="HookDefinition"/>.</param>
    public sealed record Command(string Path, FilesystemFilter Filesystems, TimeSpan Timeout, bool ErrorIsFatal)
        : HookDefinition(Filesystems, Timeout, ErrorIsFatal)
    {
        /// <inheritdoc/>
        public override string Type => "command";
    }

    /// <summary><c>type: postgres-checkpoint</c>: <c>CHECKPOINT</c> before the snapshot.</summary>
    /// <param name="Dsn">The database.</param>
    /// <param name="Filesystems">See <see cref="HookDefinition"/>.</param>
    /// <param name="Timeout">See <see cref="HookDefinition"/>.</param>
    /// <param name="ErrorIsFatal">See <see cref="HookDefinition"/>.</param>
    public sealed record PostgresCheckpoint(PostgresDsn Dsn, FilesystemFilter Filesystems, TimeSpan Timeout, bool ErrorIsFatal)
        : HookDefinition(Filesystems, Timeout, ErrorIsFatal)
    {
        /// <inheritdoc/>
        public override string Type => "postgres-checkpoint";
    }

    /// <summary><c>type: mysql-lock-tables</c>: tables are read-locked while the snapshot is taken.</summary>
    /// <param name="Dsn">The database.</param>
    /// <param name="Filesystems">See <see cref="HookDefinition"/>.</param>
    /// <param name="Timeout">See <see cref="HookDefinition"/>.</param>
    /// <param name="ErrorIsFatal">See <see cref="HookDefinition"/>.</param>
    public sealed record MySqlLockTables(MySqlDsn Dsn, FilesystemFilter Filesystems, TimeSpan Timeout, bool ErrorIsFatal)
        : HookDefinition(Filesystems, Timeout, ErrorIsFatal)
    {
        /// <inheritdoc/>
        public override string Type => "mysql-lock-tables";
    }
}
