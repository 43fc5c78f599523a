using System.Globalization;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>The options of one call of <c>zfs create</c>.</summary>
internal sealed class CreateSettings
{
    private bool _isVerbose;
    private bool _isParsable;

    public string Name { get; private set; } = "";

    public EntityTypes Type { get; private set; } = EntityTypes.Filesystem;

    public PropertyAssignments Assignments { get; } = new();

    public bool MakesParents { get; private set; }

    public bool IsDryRun { get; private set; }

    public bool IsSparse { get; private set; }

    public bool StaysUnmounted { get; private set; }

    /// <summary>Reads the options; null after a complaint that is no usage error.</summary>
    public static CreateSettings? Parse(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, call.Rules.Version.IsAtLeast(2, 1) ? ":PV:b:nso:puv" : ":V:b:so:p");
        var settings = new CreateSettings();
        var hasBlockSize = false;
        while (options.Next() is { } option)
            switch (option)
            {
                case 'V':
                    settings.Type = EntityTypes.Volume;
                    if (!settings.TryAddSize(call, "volsize", "bad volume size", options.Argument)) return null;
                    break;
                case 'b':
                    hasBlockSize = true;
                    if (!settings.TryAddSize(call, "volblocksize", "bad volume block size", options.Argument)) return null;
                    break;
                case 'o':
                    if (!settings.Assignments.TryAdd(call, options.Argument)) return null;
                    break;
                case 'P': settings._isVerbose = settings._isParsable = true; break;
                case 'v': settings._isVerbose = true; break;
                case 'p': settings.MakesParents = true; break;
                case 'n': settings.IsDryRun = true; break;
                case 's': settings.IsSparse = true; break;
                case 'u': settings.StaysUnmounted = true; break;
                case GetOpt.MissingArgument: throw new UsageException("missing size argument");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if ((hasBlockSize || settings.IsSparse) && settings.Type != EntityTypes.Volume)
            throw new UsageException("'-s' and '-b' can only be used when creating a volume");
        if (settings.StaysUnmounted && settings.Type != EntityTypes.Filesystem)
            throw new UsageException("'-u' can only be used when creating a filesystem");
        if (options.Operands.Count == 0) throw new UsageException($"missing {settings.Type.Word()} argument");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        settings.Name = options.Operands[0];
        return settings;
    }

    /// <summary>Says what happens to the name, if asked to be verbose.</summary>
    public void Announce(CommandCall call, string parsable, string words, string dryRunWords)
    {
        if (!_isVerbose) return;
        call.Output.WriteLine(_isParsable ? $"{parsable}\t{Name}" : $"{(IsDryRun ? dryRunWords : words)} {Name}");
    }

    /// <summary>Says what is created with which properties.</summary>
    public void AnnounceAll(CommandCall call)
    {
        Announce(call, "create", "create", "would create");
        if (!_isVerbose) return;
        foreach (var (name, value) in Assignments.Entries) call.Output.WriteLine(_isParsable ? $"property\t{name}\t{value}" : $"\t{name}={value}");
    }

    private bool TryAddSize(CommandCall call, string property, string complaint, string text)
    {
        if (NiceNumber.Parse(text, out var problem) is { } size)
        {
            Assignments.Set(property, size.ToString(CultureInfo.InvariantCulture));
            return true;
        }

        call.Errors.WriteLine($"{complaint} '{text}': {problem}");
        return false;
    }
}
