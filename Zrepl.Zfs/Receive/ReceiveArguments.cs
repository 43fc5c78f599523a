using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Receive;

/// <summary>One <c>zfs receive</c>.</summary>
public sealed record ReceiveArguments
{
    /// <summary>The snapshot to receive, with the dataset it goes to.</summary>
    public required SnapshotPath To { get; init; }

    /// <summary>The guid the stream must bring.</summary>
    public required ulong ToGuid { get; init; }

    /// <summary><c>-F</c>: replace an existing dataset, which has no snapshots.</summary>
    public bool Force { get; init; }

    /// <summary><c>-s</c>: keep what has arrived if the stream breaks off.</summary>
    public bool SavePartialState { get; init; }

    /// <summary><c>-u</c>: do not mount.</summary>
    public bool DoNotMount { get; init; }

    /// <summary><c>-x</c> for each: leave the stream's value aside.</summary>
    public ImmutableArray<PropertyName> Inherit { get; init; } = [];

    /// <summary><c>-o</c> for each: set this value instead of the stream's.</summary>
    public ImmutableSortedDictionary<PropertyName, string> Override { get; init; } = ImmutableSortedDictionary<PropertyName, string>.Empty;

    /// <summary>The argument vector; options in the order of spec A13.1.</summary>
    public ZfsCommand ToCommand()
    {
        List<string> arguments = ["recv"];
        if (Force) arguments.Add("-F");
        if (SavePartialState) arguments.Add("-s");
        if (DoNotMount) arguments.Add("-u");
        foreach (var property in Inherit) arguments.AddRange(["-x", property.Text]);
        foreach (var (property, value) in Override) arguments.AddRange(["-o", $"{property}={value}"]);
        arguments.Add(To.Text);
        return ZfsCommand.Zfs(arguments) with { ReadsInput = true };
    }
}
