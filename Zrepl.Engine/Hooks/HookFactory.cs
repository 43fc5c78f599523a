using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Hooks.Command;

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
        HookDefinition.PostgresCheckpoint => NotRunnable(definition, "postgres checkpoint"),
        HookDefinition.MySqlLockTables => NotRunnable(definition, "MySQL FLUSH TABLES WITH READ LOCK"),
        _ => NotRunnable(definition, definition.Type),
    };

    private static NotRunnableHook NotRunnable(HookDefinition definition, string name) => new()
    {
        Name = name, Type = definition.Type, Filesystems = definition.Filesystems, ErrorIsFatal = definition.ErrorIsFatal,
    };
}
