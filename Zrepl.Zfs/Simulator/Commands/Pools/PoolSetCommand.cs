using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool set property=value POOL</c>: settable properties and <c>feature@name=enabled</c>.</summary>
internal static class PoolSetCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        if (call.Arguments.Length < 1) throw new UsageException("missing property=value argument");
        if (call.Arguments.Length < 2) throw new UsageException("missing pool name");
        if (call.Arguments.Length > 2) throw new UsageException("too many pool names");
        var equals = call.Arguments[0].IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new UsageException("missing value in property=value argument");
        var (name, value) = (call.Arguments[0][..equals], call.Arguments[0][(equals + 1)..]);

        using var session = await call.EnterAsync();
        var (pools, exitCode) = PoolListCommand.Select(call, session, [call.Arguments[1]]);
        if (exitCode != 0) return exitCode;
        var pool = pools[0];
        var action = $"cannot set property for '{pool.Name}'";
        if (PoolProperty.Find(name) is not { } property)
        {
            call.Fail(action, $"invalid property '{name}'");
            return 1;
        }

        if (property.IsFeature)
        {
            var feature = name["feature@".Length..];
            if (!pool.Features.TryGetValue(feature, out var state) || value != "enabled")
            {
                call.Fail(action, state is null ? $"feature '{feature}' unsupported by kernel" : $"property '{name}' can only be set to 'enabled' or 'disabled'");
                return 1;
            }

            if (state == "disabled")
                session.Commit(pool, new ChangePool(pool.Name) { Features = ImmutableSortedDictionary<string, string>.Empty.Add(feature, value) });
            return 0;
        }

        if (property.DefaultValue is null)
        {
            call.Fail(action, $"property '{name}' is readonly");
            return 1;
        }

        session.Commit(pool, new ChangePool(pool.Name) { Properties = ImmutableSortedDictionary<string, string>.Empty.Add(property.Name, value) });
        return 0;
    }
}
