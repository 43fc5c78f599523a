using Zrepl.Zfs.Simulator.Kernel.Sending;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary>The words of <c>zfs send</c> (<c>zfs_do_send</c> in OpenZFS <c>cmd/zfs/zfs_main.c</c>).</summary>
internal sealed record SendSettings
{
    private static readonly Dictionary<string, char> LongOptions = new(StringComparer.Ordinal)
    {
        ["replicate"] = 'R', ["skip-missing"] = 's', ["props"] = 'p', ["parsable"] = 'P', ["dedup"] = 'D', ["proctitle"] = 'V', ["verbose"] = 'v',
        ["dryrun"] = 'n', ["large-block"] = 'L', ["embed"] = 'e', ["resume"] = 't', ["compressed"] = 'c', ["raw"] = 'w', ["backup"] = 'b', ["holds"] = 'h',
        ["saved"] = 'S', ["exclude"] = 'X', ["redact"] = 'd',
    };

    /// <summary>What is to be sent; empty with a token.</summary>
    public string Target { get; private init; } = "";

    /// <summary>The source of an incremental stream, as given or with the target's dataset before it; null for a full stream.</summary>
    public string? From { get; private init; }

    public string? Token { get; private init; }

    public StreamFlags Flags { get; private init; }

    public bool Properties { get; private init; }

    public bool ReceivedProperties { get; private init; }

    public bool Holds { get; private init; }

    public bool IsDryRun { get; private init; }

    public bool IsParsable { get; private init; }

    /// <summary>Says what will be sent and how much.</summary>
    public bool IsVerbose { get; private init; }

    /// <summary>Says every second how much was sent.</summary>
    public bool ShowsProgress { get; private init; }

    /// <summary><c>-S</c>.</summary>
    public bool IsSaved { get; private init; }

    /// <summary>The stream has a list before it.</summary>
    public bool IsCompound => Properties || ReceivedProperties || Holds;

    /// <summary>Reads the words.</summary>
    /// <returns>Null after a complaint that costs exit code 1.</returns>
    public static SendSettings? Parse(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, call.Rules.SendsSavedState ? ":i:I:RsDpVvnPLeht:cwbd:SX:" : ":i:I:RDpvnPLeht:cwb", LongOptions);
        var given = new Dictionary<char, string>();
        while (options.Next() is { } option)
        {
            if (option == GetOpt.MissingArgument) throw new UsageException($"missing argument for '{options.Culprit}' option");
            if (option == GetOpt.Unknown) throw new UsageException($"invalid option '{options.Culprit}'");
            if (option is 'i' or 'I' && (given.ContainsKey('i') || given.ContainsKey('I'))) throw new UsageException(null);
            given[option] = options.Argument;
        }

        Check(given, options.Operands);
        if (given.TryGetValue('I', out var first) && first.Contains('#', StringComparison.Ordinal))
        {
            call.Errors.WriteLine("Error: multiple snapshots cannot be sent from a bookmark.");
            return null;
        }

        foreach (var option in "RIDdXs")
            if (given.ContainsKey(option)) throw new UsageException($"not simulated: zfs send -{option}");
        var (isRaw, target) = (given.ContainsKey('w'), options.Operands.Count > 0 ? options.Operands[0] : "");
        return new()
        {
            Target = target,
            From = given.TryGetValue('i', out var from) ? WithDataset(from, target) : null,
            Token = given.GetValueOrDefault('t'),
            Flags = new(Has('L') || isRaw, Has('e') || isRaw, Has('c') || isRaw, isRaw),
            Properties = Has('p'), ReceivedProperties = Has('b'), Holds = Has('h'), IsDryRun = Has('n'), IsParsable = Has('P'),
            IsVerbose = Has('v') || Has('P') || Has('V'), ShowsProgress = Has('v'), IsSaved = Has('S'),
        };

        bool Has(char option) => given.ContainsKey(option);
    }

    private static void Check(Dictionary<char, string> given, IReadOnlyList<string> operands)
    {
        if (given.ContainsKey('t'))
        {
            if ("iIRpbhSd".Any(given.ContainsKey)) throw new UsageException("invalid flags combined with -t");
            if (operands.Count > 0) throw new UsageException("too many arguments");
            return;
        }

        if (operands.Count < 1) throw new UsageException("missing snapshot argument");
        if (operands.Count > 1) throw new UsageException("too many arguments");
        if (!given.ContainsKey('S')) return;
        if ("iIRpbhLecwd".Any(given.ContainsKey)) throw new UsageException("incompatible flags combined with saved send flag");
        if (operands[0].Contains('@', StringComparison.Ordinal))
            throw new UsageException("saved send must specify the dataset with partially-received state");
    }

    // "@a" and "#a" mean those of the target's dataset.
    private static string WithDataset(string from, string target) =>
        from.StartsWith('@') || from.StartsWith('#') ? target[..(target.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? at : target.Length)] + from : from;
}
