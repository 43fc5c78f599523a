using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>What the encryption options of a new dataset mean (<c>zfs_crypto_create</c> in OpenZFS <c>libzfs_crypto.c</c>).</summary>
internal static class EncryptionSettings
{
    private static readonly string[] KeyOptions = ["keyformat", "keylocation", "pbkdf2iters"];

    /// <summary>True if the key has to be read from standard input.</summary>
    public static bool AsksForKey(PropertyAssignments assignments) =>
        assignments.Find("keyformat") is not (null or "none") && assignments.Find("keylocation") is (null or "prompt");

    /// <summary>Takes the encryption options out of the properties and decides whose key the dataset uses.</summary>
    /// <param name="call">The command.</param>
    /// <param name="session">The session.</param>
    /// <param name="wanted">The dataset to be made.</param>
    /// <param name="parent">Where.</param>
    /// <param name="action">Words before a complaint.</param>
    /// <param name="typed">The key from standard input, or null if that is used for something else.</param>
    /// <returns>The completed wish, or null after a complaint.</returns>
    public static NewDataset? Apply(CommandCall call, Session session, NewDataset wanted, Dataset parent, string action, string? typed)
    {
        var properties = new Dictionary<string, string>(wanted.Properties, StringComparer.Ordinal);
        properties.Remove("encryption", out var suite);
        properties.TryGetValue("keyformat", out var format);
        properties.TryGetValue("keylocation", out var location);
        var hasKeyOptions = KeyOptions.Any(properties.ContainsKey);
        foreach (var option in KeyOptions) properties.Remove(option);

        string? problem = null;
        var isEncrypted = suite is null ? parent.Encryption is not null : suite != "off";
        if (!parent.Pool.HasFeature("encryption") && (suite is not (null or "off") || hasKeyOptions)) problem = "Encryption feature not enabled.";
        else if (!isEncrypted && hasKeyOptions) problem = "Encryption must be turned on to set encryption properties.";
        else if (isEncrypted && (format is null or "none") && (location is not null || parent.Encryption is null)) problem = "Keyformat required for new encryption root.";
        if (problem is not null)
        {
            call.Fail(action, problem);
            return null;
        }

        var result = wanted with { Properties = properties, IsPlain = !isEncrypted };
        if (!isEncrypted || format is null or "none") return result;

        location ??= "prompt";
        if (location == "prompt" && typed is null)
        {
            call.Fail(action, "Cannot use 'prompt' keylocation because stdin is in use.");
            return null;
        }

        var iterations = wanted.Properties.GetValueOrDefault("pbkdf2iters");
        var key = KeyMaterial.Take(call, location, format, typed ?? "");
        if (key.Problem is not null)
        {
            call.Fail(action, key.Problem);
            return null;
        }

        properties["keylocation"] = location;
        var id = parent.Pool.LastObjectSetId + 1;
        return result with
        {
            Encryption = new(
                suite is null or "on" ? parent.Encryption is { } above && suite is null ? above.Suite : "aes-256-gcm" : suite,
                GuidSource.Draw(session.Model.Seed, parent.Pool.Name + "/keys", id),
                wanted.Name,
                new(key.Fingerprint, format, format != "passphrase" ? 0 : iterations is null ? 350_000 : ulong.Parse(iterations, CultureInfo.InvariantCulture), true)),
        };
    }
}
