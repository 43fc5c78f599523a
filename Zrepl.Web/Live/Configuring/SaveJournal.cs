using System.Globalization;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Data.Entries;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Live.Configuring;

/// <summary>
/// Keeps what a file says before it is replaced, and who is about to replace it, so that neither is lost however the save ends. If the history cannot be written, the
/// text is kept in a file beside: somebody who has to change the configuration at night is not kept from it by a database.
/// </summary>
internal sealed class SaveJournal(ConfigurationVersions versions, IConfigurationDisk disk, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The audit's word for a save that has ended, well or not.</summary>
    public const string Action = "configuration.save";

    /// <summary>Keeps what is there.</summary>
    /// <param name="actor">Who saves.</param>
    /// <param name="present">The file as it is.</param>
    /// <param name="next">Revision of what is to come.</param>
    /// <param name="cancellation">Ends the wait; nothing was written then.</param>
    /// <returns>What whoever saves has to know; null if all is as usual.</returns>
    /// <exception cref="ConfigurationFileException">What is there can be kept nowhere, so that it must not be replaced.</exception>
    public async Task<string?> BeginAsync(Actor actor, ConfigurationFile present, string next, CancellationToken cancellation)
    {
        var trouble = await TroubleAsync(() => versions.KeepAsync(present, cancellation));
        var what = $"{present.Revision} to {next}";
        if (trouble is null) trouble = await TroubleAsync(() => audit.BeginAsync(actor, ConfigurationSeen.SaveBegins, present.Path, what, cancellation));
        else audit.Done(actor, ConfigurationSeen.SaveBegins, present.Path, what); // written behind; the log has it now
        if (trouble is null) return null;
        try
        {
            var (beside, doubt) = disk.KeepBeside(present.Path, present.Bytes, clock.GetUtcNow());
            return $"the history cannot be written now ({trouble}): what the file said before is kept as {beside}" + (doubt is null ? "" : $", which might not survive a power cut: {doubt}");
        }
        catch (ConfigurationFileException failure)
        {
            throw new ConfigurationFileException($"nothing was written, because what {present.Path} says now could be kept neither in the history ({trouble}) nor beside it ({failure.Message})", failure);
        }
    }

    /// <summary>Who changed a file and when, as far as that can be told.</summary>
    public async Task<string> WhoChangedAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file)) return $"{file} is not there any more";
        var at = new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToOffset(clock.LocalTimeZone.GetUtcOffset(clock.GetUtcNow())).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
        var now = FileStamp.Of(file).Revision;
        var author = "";
        await TroubleAsync(async () => author = (await versions.OfAsync(file, cancellation)) is [var newest, ..] && newest.Revision == now ? newest.Author : "");
        return author.Length > 0 ? $"{file} was saved by {author} at {at}" : $"{file} was changed on the machine at {at}";
    }

    private static async Task<string?> TroubleAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (DatabaseUnavailableException failure)
        {
            return failure.Message;
        }
    }
}
