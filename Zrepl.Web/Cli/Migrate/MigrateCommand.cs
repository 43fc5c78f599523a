using System.CommandLine;

namespace Zrepl.Web.Cli.Migrate;

/// <summary><c>zrepl migrate</c>: brings what older versions left on disk up to date. Source: spec A10.</summary>
internal static class MigrateCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common) =>
        new("migrate", "perform migration of the on-disk / zfs properties")
        {
            PlaceholderMigration.Create(surroundings, common),
            ReplicationCursorMigration.Create(surroundings, common),
        };
}
