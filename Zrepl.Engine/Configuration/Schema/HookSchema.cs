using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;
using static Zrepl.Engine.Configuration.HookDefinition;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The entries of a <c>hooks</c> list. Source: spec config 12.1.</summary>
internal static class HookSchema
{
    private static readonly Key<Command, string> CommandPath = new("path", Scalars.Text("/etc/zrepl/hooks/flush.sh"), h => h.Path,
        "Program to run, by its absolute path; it is told by environment variables what happens.") { IsRequired = true };

    private static readonly Key<Command, FilesystemFilter> CommandFilesystems = new("filesystems", FilterShape.Instance, h => h.Filesystems,
        "Datasets whose snapshots it accompanies; without it, all of the job.")
        { Default = FilesystemFilter.Everything, Words = "cannot parse filesystem filter" };

    private static readonly Key<PostgresCheckpoint, PostgresDsn> PostgresDsn = new("dsn",
        new TextShape<PostgresDsn>(
            "connection string", "host=/run/postgresql dbname=app", Configuration.PostgresDsn.TryParse, dsn => dsn.Text.Reveal())
        { EmptyIsZero = true, Redact = dsn => dsn.Redacted }, h => h.Dsn, "Connection string of the database, as libpq takes it.")
        { IsRequired = true, Words = "`dsn` invalid" };

    private static readonly Key<PostgresCheckpoint, FilesystemFilter> PostgresFilesystems = DatabaseFilesystems<PostgresCheckpoint>();

    private static readonly Key<MySqlLockTables, MySqlDsn> MySqlDsn = new("dsn",
        new TextShape<MySqlDsn>(
            "connection string", "zrepl@unix(/run/mysqld/mysqld.sock)/", Configuration.MySqlDsn.TryParse, dsn => dsn.Text.Reveal())
        { EmptyIsZero = true, Redact = dsn => dsn.Redacted }, h => h.Dsn, "Connection string of the database, as Go's driver takes it.")
        { IsRequired = true, Words = "`dsn` invalid" };

    private static readonly Key<MySqlLockTables, FilesystemFilter> MySqlFilesystems = DatabaseFilesystems<MySqlLockTables>();

    public static readonly TaggedShape<HookDefinition> Shape = new("hook",
    [
        CommandVariant(), PostgresVariant(), MySqlVariant(),
    ]);

    private static Variant<HookDefinition, Command> CommandVariant()
    {
        var (timeout, fatal) = (Timeout<Command>(), ErrorIsFatal<Command>());
        return new("command", new("command hook", [CommandPath, CommandFilesystems, timeout, fatal], b =>
        {
            var path = b.Get(CommandPath);
            if (!Path.IsPathRooted(path))
                b.Place.Key("path").Warn(b.NodeOf(CommandPath), ProblemCodes.Hook,
                    $"\"{path}\" is not an absolute path; it is looked up in PATH when the hook runs");
            else if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) == 0)
                b.Place.Key("path").Warn(b.NodeOf(CommandPath), ProblemCodes.Hook, $"{path} is not executable");
            return new(path, b.Get(CommandFilesystems), b.Get(timeout), b.Get(fatal));
        }));
    }

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static Variant<HookDefinition, PostgresCheckpoint> PostgresVariant()
    {
        var (timeout, fatal) = (Timeout<PostgresCheckpoint>(), ErrorIsFatal<PostgresCheckpoint>());
        return new("postgres-checkpoint", new("postgres-checkpoint hook", [PostgresDsn, PostgresFilesystems, timeout, fatal],
            b => new(b.Get(PostgresDsn), b.Get(PostgresFilesystems), b.Get(timeout), b.Get(fatal))));
    }

    private static Variant<HookDefinition, MySqlLockTables> MySqlVariant()
    {
        var (timeout, fatal) = (Timeout<MySqlLockTables>(), ErrorIsFatal<MySqlLockTables>());
        return new("mysql-lock-tables", new("mysql-lock-tables hook", [MySqlDsn, MySqlFilesystems, timeout, fatal],
            b => new(b.Get(MySqlDsn), b.Get(MySqlFilesystems), b.Get(timeout), b.Get(fatal))));
    }

    private static Key<THook, FilesystemFilter> DatabaseFilesystems<THook>()
        where THook : HookDefinition =>
        new("filesystems", FilterShape.Instance, h => h.Filesystems, "Datasets that hold the database.")
        { IsRequired = true, Words = "`filesystems` invalid" };

    private static Key<THook, TimeSpan> Timeout<THook>()
        where THook : HookDefinition =>
        new("timeout", Scalars.Timeout, h => h.Timeout, "How long it may take.") { Default = TimeSpan.FromSeconds(30), Example = "30s" };

    private static Key<THook, bool> ErrorIsFatal<THook>()
        where THook : HookDefinition =>
        new("err_is_fatal", Scalars.Boolean, h => h.ErrorIsFatal, "If it fails beforehand, take no snapshot.") { Default = false };
}
