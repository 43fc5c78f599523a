using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;

namespace Zrepl.Engine.Endpoints;

/// <summary>What a receiver has to know of a dataset before it receives into it.</summary>
/// <param name="Exists">The dataset is there.</param>
/// <param name="IsPlaceholder">It is one of our placeholders.</param>
/// <param name="IsBeingReplaced">A full stream was replacing a placeholder here when something died (spec B9.6).</param>
/// <param name="HasPartialState">An interrupted receive left something.</param>
/// <param name="IsEncrypted">It is encrypted.</param>
internal sealed record ReceivingDataset(bool Exists, bool IsPlaceholder, bool IsBeingReplaced, bool HasPartialState, bool IsEncrypted)
{
    private const string Token = "receive_resume_token";
    private const string Encryption = "encryption";

    private static readonly string[] Asked = [Placeholder.Property.Text, Placeholder.ReplacingProperty.Text, Token, Encryption];

    /// <summary>Looks.</summary>
    public static async Task<ReceivingDataset> LookAsync(ZfsHost zfs, DatasetPath dataset, CancellationToken cancellation)
    {
        PropertyTable table;
        try
        {
            table = await zfs.PropertyReader.ReadAsync(dataset.Text, Asked, cancellation);
        }
        catch (DatasetMissingException)
        {
            return new(false, false, false, false, false);
        }

        return new(
            true,
            Placeholder.IsPlaceholder(dataset, table.Find(dataset.Text, Placeholder.Property.Text)),
            table.Find(dataset.Text, Placeholder.ReplacingProperty.Text)?.LocalValue is { Length: > 0 },
            table.Find(dataset.Text, Token)?.Value is { Length: > 1 },
            table.Find(dataset.Text, Encryption)?.Value is not ("off" or "-" or ""));
    }
}
