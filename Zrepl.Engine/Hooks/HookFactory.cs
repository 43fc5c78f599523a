using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Hooks.Command;
using Zrepl.Engine.Hooks.Databases;

namespace Zrepl.Engine.Hooks;

/// <summary>Makes the hooks of a job.</summary>
internal sealed class HookFactory(IOptions<HookOptions> options, TimeProvider clock, ILogger<CommandHook> logger)
{
    /// <summary>One hook for each definition, in their order.</summary>
    public ImmutableArray<IHook> Create(IEnumerable<HookDefinition> definitions) => [.. definitions.Select(Create)];

    private IHook Create(HookDefinition definition) => definition switch
    {
        HookDefinition.Command command => new CommandHook(clock, logger)
        {
            Path = command.Path, Filesystems = command.Filesystems, Timeout = command.Timeout, ErrorIsFatal = command.ErrorIsFatal,
            OutputLimit = options.Value.OutputLimit,
        },
        HookDefinition.PostgresCheckpoint postgres => new PostgresCheckpointHook(PostgresConnection.Opener(postgres.Dsn, Environment.GetEnvironmentVariable), clock)
        {
            Filesystems = postgres.Filesystems, Timeout = postgres.Timeout, ErrorIsFatal = postgres.ErrorIsFatal,
        },
        HookDefinition.MySqlLockTables mysql => new MySqlLockTablesHook(MySqlConnection.Opener(mysql.Dsn), clock)
        {
            Filesystems = mysql.Filesystems, Timeout = mysql.Timeout, ErrorIsFatal = mysql.ErrorIsFatal,
        },
        _ => throw new NotSupportedException($"hooks of type {definition.Type} are not supported by this version of zrepl"),
    };
}
