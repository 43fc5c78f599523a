using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs load-key</c> and <c>zfs unload-key</c>.</summary>
internal static class KeyCommand
{
    // A key that cannot be loaded makes main() return -1.
    private const int Failed = 255;

    public static Task<int> LoadAsync(CommandCall call) => RunAsync(call, isLoading: true);

    public static Task<int> UnloadAsync(CommandCall call) => RunAsync(call, isLoading: false);

    private static async Task<int> RunAsync(CommandCall call, bool isLoading)
    {
        var options = new GetOpt(call.Arguments, "anrL:");
        var (all, isRecursive, onlyVerifies) = (false, false, false);
        string? location = null;
        while (options.Next() is { } option)
            switch (option)
            {
                case 'a': all = isRecursive = true; break;
                case 'r': isRecursive = true; break;
                case 'n' when isLoading: onlyVerifies = true; break;
                case 'L' when isLoading: location = options.Argument; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (!all && options.Operands.Count == 0) throw new UsageException("Missing dataset argument or -a option");
        if (all && options.Operands.Count > 0) throw new UsageException("Cannot specify dataset with -a option");
        if (isRecursive && location is not (null or "prompt")) throw new UsageException("alternate keylocation may only be 'prompt' with -r or -a");
        var typed = isLoading ? await KeyMaterial.ReadInputAsync(call) : ""; // empty and over at once unless the command was given input

        var exitCode = 0;
        var (attempted, failed) = (0, 0);
        var walk = new EntityWalk(EntityTypes.Heads, isRecursive, null, false);
        using var session = await call.EnterAsync();
        var targets = new List<ZfsEntity>();
        if (all)
            foreach (var pool in session.Model.ImportedPools) walk.Collect(pool.Root, targets);
        foreach (var operand in options.Operands)
        {
            if (EntityOpener.Open(call, session, operand, walk.OperandTypes) is { } start) walk.Collect(start, targets);
            else exitCode = 1;
        }

        foreach (var target in targets.Cast<Dataset>())
        {
            if (isRecursive && !NeedsChange(target, isLoading)) continue;
            attempted++;
            var problem = isLoading ? Load(call, session, target, location, typed, onlyVerifies) : Unload(session, target);
            if (problem is null) continue;
            failed++;
            call.Fail(isLoading ? "Key load error" : "Key unload error", problem);
        }

        if (onlyVerifies || (isRecursive && attempted > 0))
            call.Output.WriteLine($"{attempted - failed} / {attempted} key(s) successfully {(isLoading ? onlyVerifies ? "verified" : "loaded" : "unloaded")}");
        return failed > 0 ? Failed : exitCode;
    }

    private static bool NeedsChange(Dataset dataset, bool isLoading) =>
        dataset.Encryption is { } encryption && encryption.Root == dataset.Name && encryption.Wrapping?.IsLoaded != isLoading;

    private static string? Load(CommandCall call, Session session, Dataset dataset, string? location, string typed, bool onlyVerifies)
    {
        if (ProblemWithRoot(dataset, "loaded") is { } problem) return problem;
        var wrapping = dataset.Encryption!.Wrapping!; // an encryption root has one
        if (wrapping.IsLoaded && !onlyVerifies) return $"Key already loaded for '{dataset.Name}'.";
        location ??= PropertyLookup.Effective(dataset, "keylocation", call.Rules.Version);
        var key = KeyMaterial.Take(call, location, wrapping.KeyFormat, typed);
        if (key.Problem is not null) return key.Problem;
        if (KeyCalls.FingerprintOf(session, dataset) is not 0 and var fitting && fitting != key.Fingerprint) return $"Incorrect key provided for '{dataset.Name}'.";
        if (!onlyVerifies) KeyCalls.Load(session, dataset, key.Fingerprint);
        return null;
    }

    private static string? Unload(Session session, Dataset dataset)
    {
        if (ProblemWithRoot(dataset, "unloaded") is { } problem) return problem;
        if (dataset.Encryption!.Wrapping is not { IsLoaded: true }) return $"Key already unloaded for '{dataset.Name}'."; // checked above
        return KeyCalls.Unload(session, dataset) == Errno.Busy ? $"'{dataset.Name}' is busy." : null;
    }

    private static string? ProblemWithRoot(Dataset dataset, string verb)
    {
        if (dataset.Encryption is not { } encryption) return $"'{dataset.Name}' is not encrypted.";
        return encryption.Root == dataset.Name ? null : $"Keys must be {verb} for encryption root of '{dataset.Name}' ({encryption.Root}).";
    }
}
