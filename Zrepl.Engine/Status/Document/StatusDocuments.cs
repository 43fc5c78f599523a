using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Tracing.Commands;

namespace Zrepl.Engine.Status.Document;

/// <summary>Makes status documents.</summary>
public static class StatusDocuments
{
    private const string Hidden = "***";

    private static readonly JobDocument Internal = new JobDocument.Internal();

    // Besides these only the variables that this program documents: an environment is full of secrets.
    private static readonly ImmutableHashSet<string> Shown =
        [.. KnownVariables.All.Select(variable => variable.Name), "PATH", "TZ", "LANG"];

    private static readonly string[] ShownPrefixes = ["ZFS_", "IOCOMMAND_"];

    /// <summary>The document of a whole process.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="internalJobs">Names of what the daemon itself runs, such as <c>_control</c>.</param>
    /// <param name="commands">What runs now.</param>
    /// <param name="constants">What the environment says.</param>
    /// <param name="environment">The whole environment.</param>
    public static StatusDocument Of(
        IEnumerable<JobStatus> jobs, IEnumerable<string> internalJobs, ImmutableArray<ActiveZfsCommand> commands,
        EnvironmentConstants constants, IEnumerable<KeyValuePair<string, string>> environment) => new(
        jobs.Select(status => KeyValuePair.Create(status.Name.Text, JobDocument.Of(status)))
            .Concat(internalJobs.Select(name => KeyValuePair.Create(name, Internal)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        new(
            new(commands.IsEmpty ? null : [.. commands.Select(c => Of(c))]),
            new([.. constants.Values.Select(EntryOf)]),
            [.. environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={ValueOf(variable)}")]));

    private static ZfsCommandDocument Of(ActiveZfsCommand command) => new(command.Path, command.Args, command.StartedAt)
    {
        Stuck = command.IsStuck, QuietSince = command.QuietSince, ProcessId = command.IsStuck || command.QuietSince is not null ? command.ProcessId : null,
    };

    private static EnvironmentEntryDocument EntryOf(EnvironmentValue value) =>
        new(value.Name, value.Value, GoTypeOf(KnownVariables.All.First(variable => variable.Name == value.Name)));

    private static string GoTypeOf(EnvironmentVariable variable) => variable switch
    {
        EnvironmentVariable<TimeSpan> => "time.Duration",
        EnvironmentVariable<int> or EnvironmentVariable<int?> => "int",
        EnvironmentVariable<long> => "int64",
        EnvironmentVariable<ulong> => "uint64",
        EnvironmentVariable<bool> or EnvironmentVariable<bool?> => "bool",
        _ => "string",
    };

    private static string ValueOf(KeyValuePair<string, string> variable) =>
        Shown.Contains(variable.Key) || ShownPrefixes.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal)) ? variable.Value : Hidden;
}
