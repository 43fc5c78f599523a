using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>The options of one call of <c>zfs receive</c> (<c>zfs_do_receive</c> in OpenZFS <c>cmd/zfs/zfs_main.c</c>).</summary>
internal sealed class ReceiveSettings
{
    private readonly List<string> _excluded = [];

    /// <summary>The operand.</summary>
    public string Target { get; private set; } = "";

    /// <summary><c>-A</c></summary>
    public bool Aborts { get; private set; }

    /// <summary><c>-d</c>: the stream's name without its pool goes below the operand. <c>-e</c> implies it.</summary>
    public bool AppendsName { get; private set; }

    /// <summary><c>-e</c>: only the last component of the stream's name goes below the operand.</summary>
    public bool AppendsLastComponent { get; private set; }

    /// <summary><c>-F</c></summary>
    public bool Forces { get; private set; }

    /// <summary><c>-s</c></summary>
    public bool IsResumable { get; private set; }

    /// <summary><c>-u</c></summary>
    public bool StaysUnmounted { get; private set; }

    /// <summary><c>-n</c></summary>
    public bool IsDryRun { get; private set; }

    /// <summary><c>-v</c></summary>
    public bool IsVerbose { get; private set; }

    /// <summary><c>-c</c>: repairs a snapshot that is there already.</summary>
    public bool Heals { get; private set; }

    /// <summary><c>-o</c>; among them <c>origin</c>.</summary>
    public PropertyAssignments Overrides { get; } = new();

    /// <summary><c>-x</c></summary>
    public IReadOnlyList<string> Excluded => _excluded;

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">The call is wrong.</exception>
    public static ReceiveSettings Parse(CommandCall call)
    {
        var letters = ":o:x:dehnuvFsA" + (call.Rules.ReceiveForcesUnmount ? "M" : "") + (call.Rules.HasFlagsOf22 ? "c" : "");
        var options = new GetOpt(call.Arguments, letters);
        var settings = new ReceiveSettings();
        while (options.Next() is { } option) settings.Take(call, option, options);
        if (settings.Heals && (settings.IsResumable || settings.Forces)) throw new UsageException("invalid option combination");
        if (options.Operands.Count == 0) throw new UsageException("missing snapshot argument");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        settings.Target = options.Operands[0];
        var hasOthers = settings.AppendsName || settings.IsDryRun || settings.IsResumable || settings.StaysUnmounted;
        if (settings.Aborts && hasOthers) throw new UsageException("invalid option");
        return settings;
    }

    private void Take(CommandCall call, char option, GetOpt options)
    {
        switch (option)
        {
            case 'o':
                if (!Overrides.TryAdd(call, options.Argument) || IsGivenTwice(call, options.Argument.Split('=')[0], Excluded)) throw new UsageException(null);
                break;
            case 'x': Exclude(call, options.Argument); break;
            case 'd' when AppendsLastComponent:
            case 'e' when AppendsName && !AppendsLastComponent:
                throw new UsageException("invalid option combination: -d and -e are mutually exclusive");
            case 'd': AppendsName = true; break;
            case 'e': AppendsName = AppendsLastComponent = true; break;
            case 'h': break; // holds are never sent here
            case 'M': break; // nothing is ever busily mounted here
            case 'n': IsDryRun = true; break;
            case 'u': StaysUnmounted = true; break;
            case 'v': IsVerbose = true; break;
            case 's': IsResumable = true; break;
            case 'F': Forces = true; break;
            case 'A': Aborts = true; break;
            case 'c': Heals = true; break;
            case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
            default: throw new UsageException($"invalid option '{options.Culprit}'");
        }
    }

    private void Exclude(CommandCall call, string name)
    {
        if (name.Contains('=', StringComparison.Ordinal)) throw new UsageException("invalid character '=' in property argument");
        if (IsGivenTwice(call, name, Excluded.Concat(Overrides.Entries.Select(entry => entry.Key)))) throw new UsageException(null);
        _excluded.Add(name);
    }

    private static bool IsGivenTwice(CommandCall call, string name, IEnumerable<string> given)
    {
        if (!given.Contains(name, StringComparer.Ordinal)) return false;
        call.Errors.WriteLine($"property '{name}' specified multiple times");
        return true;
    }
}
