using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.State;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool create</c>. The devices are words only; the size is that of <see cref="SimulatedHostOptions.PoolSize"/>.</summary>
internal static class PoolCreateCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, ":fndo:O:m:R:t:");
        var (isDryRun, withoutFeatures) = (false, false);
        var poolProperties = new PropertyAssignments();
        var rootProperties = new PropertyAssignments();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'f': break;
                case 'n': isDryRun = true; break;
                case 'd': withoutFeatures = true; break;
                case 'o' when !poolProperties.TryAdd(call, options.Argument): return 1;
                case 'O' when !rootProperties.TryAdd(call, options.Argument): return 1;
                case 'o' or 'O': break;
                case 'm': rootProperties.Set("mountpoint", options.Argument); break;
                case 'R' or 't': break; // alternate roots and temporary names change no answer that is simulated
                case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count < 1) throw new UsageException("missing pool name argument");
        if (options.Operands.Count < 2) throw new UsageException("missing vdev specification");
        var name = options.Operands[0];
        if (ProblemWithName(name) is { } problem)
        {
            call.Fail($"cannot create '{name}'", problem);
            return 1;
        }

        var check = new Properties.PropertyCheck(call.Rules.Version, EntityTypes.Filesystem, null, AllowsKeyParameters: true);
        if (rootProperties.Normalize(call, check, $"cannot create '{name}'") is not { } properties) return 1;
        using var session = await call.EnterAsync();
        if (session.Model.Pools.ContainsKey(name))
        {
            call.Fail($"cannot create '{name}'", "pool already exists");
            return 1;
        }

        if (isDryRun) return 0;
        PoolCalls.Create(session, name, (ulong)call.Host.PoolSize, properties.Select(property => (property.Key, property.Value)));
        var pool = session.Model.Pool(name);
        var features = withoutFeatures ? pool.Features.Keys.Select(feature => KeyValuePair.Create(feature, "disabled")) : [];
        var chosen = poolProperties.Entries.Where(entry => !entry.Key.StartsWith("feature@", StringComparison.Ordinal));
        var given = poolProperties.Entries.Except(chosen).Select(entry => KeyValuePair.Create(entry.Key["feature@".Length..], entry.Value));
        session.Commit(pool, new ChangePool(name)
        {
            Features = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(features).SetItems(given),
            Properties = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(chosen),
        });
        return 0;
    }

    private static string? ProblemWithName(string name)
    {
        if (name.Length == 0 || !char.IsAsciiLetter(name[0])) return "name must begin with a letter";
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || "-_.: ".Contains(c))) return "invalid character in pool name";
        var isReserved = name is "mirror" or "raidz" or "draid" or "spare" or "log" || name.StartsWith("mirror", StringComparison.Ordinal)
            || name.StartsWith("raidz", StringComparison.Ordinal) || name.StartsWith("draid", StringComparison.Ordinal)
            || name.StartsWith("spare", StringComparison.Ordinal);
        return isReserved ? "name is reserved" : null;
    }
}
