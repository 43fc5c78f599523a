using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Live.Configuring;

/// <summary>
/// The one way by which people and programs change the configuration (design D3): the file stays the master. Looks whether they may, refuses what
/// <c>configcheck</c> refuses and what was changed on disk meanwhile, keeps what was there before, writes, remembers the version and who made it, and has it
/// taken over.
/// </summary>
internal sealed class ConfigurationDesk(
    ConfigurationInForce inForce, IConfigurationReload reload, IChangeConsequences consequences, ConfigurationVersions versions, SaveJournal journal, IConfigurationDisk disk,
    AuditTrail audit) : IDisposable
{
    private const string Action = SaveJournal.Action;
    private const string ActionOfReload = "configuration.reload";

    private static readonly TimeSpan PatienceWithConsequences = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceWithExamples = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The files, the main one first, absolute.</summary>
    public ImmutableArray<string> Files =>
        [.. inForce.Current.Files.Prepend(inForce.Path).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads one of the files as it is on disk.</summary>
    /// <exception cref="ConfigurationFileException">It cannot be read, or is not one of them.</exception>
    public OpenedFile Read(string file)
    {
        if (!Files.Contains(file)) throw new ConfigurationFileException($"{file} is not a file of the configuration");
        var present = ConfigurationFile.Read(file);
        return new(file, present.Text, ConfigurationRevision.Of(new(present.Path, present.Revision), Stamps()));
    }

    /// <summary>True if a file says something else than what the jobs run by.</summary>
    public bool IsNewerOnDisk => new ConfigurationLoader(new()).Load(inForce.Path) is var onDisk
        && (onDisk.Definition is not { } definition || inForce.Current.Definition is not { } current || !ConfigurationChange.Between(current, definition).IsNone);

    /// <summary>What <c>configcheck</c> says if one of the files said this.</summary>
    public LoadedConfiguration Check(string file, string text) =>
        new ConfigurationLoader(new() { Unsaved = new ReadOnlyDictionary<string, string>(new Dictionary<string, string> { [file] = text }) }).Load(inForce.Path);

    /// <summary>The same, with examples from the pools where there are some and they answer soon.</summary>
    public async Task<LoadedConfiguration> CheckAsync(string file, string text, CancellationToken cancellation)
    {
        var loaded = Check(file, text);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(PatienceWithExamples);
        return loaded with { Problems = await consequences.WithExamplesAsync(loaded, enough.Token) };
    }

    /// <summary>What saving a text would do.</summary>
    /// <exception cref="ConfigurationFileException">The file cannot be read, or is not one of them.</exception>
    public async Task<ConfigurationReview> ReviewAsync(string file, string text, CancellationToken cancellation)
    {
        var present = Read(file);
        var restored = LineEnds.Restore(present.Text, text);
        var loaded = await CheckAsync(file, restored, cancellation);
        var lines = LineDifference.Of(present.Text, restored);
        if (loaded.Definition is not { } definition || inForce.Current.Definition is not { } current) return new(loaded.Problems, lines, null, []);
        var change = ConfigurationChange.Between(current, definition);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(PatienceWithConsequences);
        return new(loaded.Problems, lines, change, await consequences.OfAsync(change, enough.Token));
    }

    /// <summary>Saves a file and has it taken over.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="file">Which file.</param>
    /// <param name="text">What it is to say; line ends are those of the file where lines are the same.</param>
    /// <param name="revision">Revision when it was read (<see cref="OpenedFile.Revision"/>).</param>
    /// <param name="cancellation">Ends the wait for others who save.</param>
    public async Task<SaveAnswer> SaveAsync(Actor actor, string file, string text, string revision, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var answer = actor.May(Role.Administrator)
                ? await WriteAsync(actor, file, text, revision, cancellation)
                : new(SaveOutcome.NotAllowed, actor.MayNot(Role.Administrator));
            if (answer.Revision is not null) audit.Done(actor, Action, file, $"{revision} to {answer.Revision}: {answer.Text}");
            else if (answer.Outcome != SaveOutcome.Unchanged) audit.Refused(actor, Action, file, answer.Text);
            return answer;
        }
        catch (ConfigurationFileException failure)
        {
            audit.Refused(actor, Action, file, failure.Message);
            return new(failure is ConfigurationChangedException ? SaveOutcome.ChangedMeanwhile : SaveOutcome.Failed, failure.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Has what is on disk taken over.</summary>
    /// <returns>What became of the jobs; null if the old configuration stays, because the files have errors.</returns>
    /// <exception cref="SecurityRefusedException">Whoever asked may not.</exception>
    public async Task<ReloadResult?> ReloadAsync(Actor actor, CancellationToken cancellation)
    {
        audit.Demand(actor, Role.Administrator, ActionOfReload, inForce.Path);
        var jobs = await reload.ReloadAsync(cancellation);
        if (jobs is null) audit.Refused(actor, ActionOfReload, inForce.Path, "the files have errors, which the log names");
        else audit.Done(actor, ActionOfReload, inForce.Path);
        return jobs;
    }

    public void Dispose() => _one.Dispose();

    private async Task<SaveAnswer> WriteAsync(Actor actor, string file, string text, string revision, CancellationToken cancellation)
    {
        if (!Files.Contains(file)) return new(SaveOutcome.UnknownFile, $"{file} is not a file of the configuration");
        var present = ConfigurationFile.Read(file);
        if (ChangedSince(revision, present) is { IsEmpty: false } changed)
        {
            var who = await WhoChangedAsync(changed, cancellation);
            return new(SaveOutcome.ChangedMeanwhile, $"{who}. Saving would take that over too, unseen; nothing was written. Load it again and make the change there") { WhoChanged = who };
        }

        var restored = LineEnds.Restore(present.Text, text);
        if (restored == present.Text) return new(SaveOutcome.Unchanged, "the file says this already");
        var loaded = Check(file, restored);
        if (loaded.HasErrors)
            return new(SaveOutcome.Illegal, "the text has errors; nothing was written") { Problems = [.. loaded.Problems] };
        var content = present.BytesWith(restored);
        List<string> warnings = [];
        if (await journal.BeginAsync(actor, present, ConfigurationFile.RevisionOf(content), cancellation) is { } warning) warnings.Add(warning);
        if (disk.Replace(file, present.Revision, content, LookOnceMore) is { } doubt) warnings.Add($"what was written might not survive a power cut: {doubt}");
        var saved = present with { Text = restored, Revision = ConfigurationFile.RevisionOf(content) };
        versions.Remember(saved, actor.Name);
        var jobs = await TakeOverAsync();
        var what = string.Concat(warnings.Select(one => $"; {one}"));
        return new(jobs is null ? SaveOutcome.NotTakenOver : SaveOutcome.Saved, (jobs is null ? "saved, but not taken over; the log says why" : "saved and taken over") + what)
        {
            Revision = ConfigurationRevision.Of(new(file, saved.Revision), Stamps()), Jobs = jobs, Warnings = [.. warnings],
        };

        void LookOnceMore()
        {
            if (ChangedSince(revision, present) is { IsEmpty: false } others) throw new ConfigurationChangedException($"{others[0]} was changed on disk meanwhile; nothing was written");
        }
    }

    // Whoever asked may have gone by now; what is on disk is to be taken over all the same.
    private async Task<ReloadResult?> TakeOverAsync()
    {
        try
        {
            return await reload.ReloadAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) // the daemon ends; it begins with what is on disk
        {
            return null;
        }
    }

    private ImmutableArray<string> ChangedSince(string revision, ConfigurationFile present) =>
        ConfigurationRevision.ChangedSince(revision, new(present.Path, present.Revision), Stamps(), Files);

    // Those that are taken over by saving: a file that was put into an included directory is one of them before the daemon has seen it.
    private ImmutableArray<FileStamp> Stamps() =>
        [.. new ConfigurationLoader(new() { ChecksTlsFiles = false }).Load(inForce.Path).Files.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Select(FileStamp.Of)];

    private async Task<string> WhoChangedAsync(ImmutableArray<string> files, CancellationToken cancellation)
    {
        List<string> words = [];
        foreach (var file in files) words.Add(await journal.WhoChangedAsync(file, cancellation));
        return string.Join("; ", words);
    }
}
