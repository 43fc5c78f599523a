using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs change-key</c>.</summary>
internal static class ChangeKeyCommand
{
    private const int Failed = 255;

    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "lio:");
        var inherits = false;
        var assignments = new PropertyAssignments();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'l': break; // here a key is either loaded or has to be loaded first
                case 'i': inherits = true; break;
                case 'o' when !assignments.TryAdd(call, options.Argument): return 1;
                case 'o': break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (inherits && assignments.Entries.Count > 0) throw new UsageException("Properties not allowed for inheriting");
        if (options.Operands.Count < 1) throw new UsageException("Missing dataset argument");
        if (options.Operands.Count > 1) throw new UsageException("Too many arguments");
        var typed = await KeyMaterial.ReadInputAsync(call);
        using var session = await call.EnterAsync();
        var dataset = EntityOpener.OpenHead(call, session, options.Operands[0]) ?? throw new UsageException(null);
        var problem = inherits ? Inherit(session, dataset) : Change(call, session, dataset, assignments, typed);
        if (problem is null) return 0;
        call.Fail("Key change error", problem);
        return Failed;
    }

    private static string? Inherit(Session session, Dataset dataset)
    {
        if (dataset.Encryption is not { } encryption) return "Dataset not encrypted.";
        if (dataset.Origin is not null) return "Keys cannot be changed on clones.";
        if (encryption.Root != dataset.Name) return "Key inheritting can only be performed on encryption roots.";
        if (dataset.Parent is not { } parent) return "Root dataset cannot inherit key.";
        if (parent.Encryption is null) return "Parent must be encrypted.";
        if (!Keys.IsReadable(parent)) return "Parent key must be loaded.";
        if (!Keys.IsReadable(dataset)) return "Key must be loaded.";
        KeyCalls.Inherit(session, dataset);
        return null;
    }

    private static string? Change(CommandCall call, Session session, Dataset dataset, PropertyAssignments assignments, string typed)
    {
        if (dataset.Encryption is not { } encryption) return "Dataset not encrypted.";
        if (dataset.Origin is not null) return "Keys cannot be changed on clones.";
        var isRoot = encryption.Root == dataset.Name;
        var format = assignments.Find("keyformat") ?? (isRoot ? encryption.Wrapping?.KeyFormat : null);
        if (format is null or "none") return "Keyformat required for new encryption root.";
        var location = assignments.Find("keylocation")
            ?? (isRoot ? PropertyLookup.Effective(dataset, "keylocation", call.Rules.Version) : "prompt");
        var key = KeyMaterial.Take(call, location, format, typed);
        if (key.Problem is not null) return key.Problem;
        if (!Keys.IsReadable(dataset)) return "Key must be loaded.";
        var iterations = assignments.Find("pbkdf2iters");
        KeyCalls.Change(session, dataset, new(
            key.Fingerprint, format, format != "passphrase" ? 0 : iterations is null ? 350_000 : ulong.Parse(iterations, CultureInfo.InvariantCulture), true), location);
        return null;
    }
}
