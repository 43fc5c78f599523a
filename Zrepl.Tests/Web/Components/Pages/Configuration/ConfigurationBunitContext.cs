using System.Collections.Immutable;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Datasets;
using Zrepl.Tests.Web.Data;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>Pages that change a configuration, over a real file, the real checks and a simulated pool <c>tank</c>.</summary>
public abstract class ConfigurationBunitContext : ZreplBunitContext, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DatasetsWorld _zfs;
    private readonly HistoryWorld _history = new(); // a save waits until what was there before is kept

    /// <param name="text">Of the main file.</param>
    /// <param name="included">Text of <c>more.yml</c>, which the main file includes; null: there is no such file.</param>
    private protected ConfigurationBunitContext(string text, string? included = null)
    {
        if (included is not null) IncludedPath = _directory.Write("more.yml", included.ReplaceLineEndings("\n"));
        Path = _directory.Write("zrepl.yml", text.ReplaceLineEndings("\n"));
        _zfs = new(TimeProvider.System);
        Services.AddSingleton(new ConfigurationInForce(Path, new ConfigurationLoader(new()).Load(Path)));
        Services.AddSingleton<IConfigurationReload, Reload>();
        Services.AddSingleton<IChangeConsequences>(Consequences);
        Services.AddSingleton<IPrunePreviews>(Previews);
        Services.AddSingleton(_history.Database);
        Services.AddSingleton(_history.Writer);
        Services.AddSingleton(new HistoryAccess(_history.Database, _history.Writer, TimeProvider.System));
        Services.AddSingleton<ConfigurationVersions>();
        Services.AddSingleton<IConfigurationDisk, ConfigurationDisk>();
        Services.AddSingleton<SaveJournal>();
        Services.AddSingleton<ConfigurationDesk>();
        Services.AddSingleton<EditedJobTrials>();
        Services.AddSingleton<IDatasetHosts>(_zfs);
        Services.AddSingleton<DatasetCatalog>();
        Services.AddSingleton(new NetworkTransport(NullLoggerFactory.Instance, TimeProvider.System));
    }

    /// <summary>The file.</summary>
    private protected string Path { get; }

    /// <summary>The file that it includes; empty if there is none.</summary>
    private protected string IncludedPath { get; } = "";

    /// <summary>What pruning would do.</summary>
    private protected FoundPreviews Previews { get; } = new();

    /// <summary>What it says.</summary>
    private protected string Text => File.ReadAllText(Path);

    private protected FoundConsequences Consequences { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _history.StartedAsync();
        await _zfs.FillAsync();
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _zfs.DisposeAsync();
        await _history.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs <c>zfs</c> beside the program.</summary>
    private protected Task CreateEncryptedAsync(string name) => _zfs.CreateEncryptedAsync(name);

    private protected Task ZfsAsync(params string[] arguments) => _zfs.RunAsync(arguments);

    /// <summary>Types into the control of a field, or chooses there.</summary>
    private protected static Task PutAsync<T>(IRenderedComponent<T> page, string field, object value, string control = "value") where T : IComponent =>
        ChangeAsync(page, $"[data-field='{field}'] [data-testid={control}]", value);

    /// <summary>Changes a control, and waits until the page has followed: it may be busy with something else at that moment.</summary>
    private protected static Task ChangeAsync<T>(IRenderedComponent<T> page, string selector, object value) where T : IComponent =>
        page.WaitForElement(selector, Deadline.OfATest).ChangeAsync(new() { Value = value }).WaitAsync(Deadline.OfATest);

    /// <summary>Presses a button, and waits until the page has followed.</summary>
    private protected static Task ClickAsync<T>(IRenderedComponent<T> page, string selector) where T : IComponent =>
        page.WaitForElement(selector, Deadline.OfATest).ClickAsync(new()).WaitAsync(Deadline.OfATest);

    /// <summary>Reviews and saves what the page shows.</summary>
    private protected static async Task SaveAsync<T>(IRenderedComponent<T> page) where T : IComponent
    {
        await ClickAsync(page, "[data-testid=review-changes]");
        page.WaitForElement("[data-testid=review]", Deadline.OfATest);
        await ClickAsync(page, "[data-testid=save]");
    }

    private protected sealed class FoundConsequences : IChangeConsequences
    {
        public ImmutableArray<ChangeConsequence> All { get; set; } = [];

        public Func<ConfigurationProblem, ConfigurationProblem> Example { get; set; } = problem => problem;

        public Task<ImmutableArray<ChangeConsequence>> OfAsync(ConfigurationChange change, CancellationToken cancellation) => Task.FromResult(All);

        public Task<ImmutableArray<ConfigurationProblem>> WithExamplesAsync(LoadedConfiguration loaded, CancellationToken cancellation) =>
            Task.FromResult<ImmutableArray<ConfigurationProblem>>([.. loaded.Problems.Select(Example)]);
    }

    private protected sealed class FoundPreviews : IPrunePreviews
    {
        public Func<PruneQuestion, ImmutableArray<PrunePreviewSide>> Of { get; set; } = _ => [];

        public Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, PruneQuestion question, CancellationToken cancellation) =>
            Task.FromResult<ImmutableArray<PrunePreviewSide>?>(Of(question));
    }

    private sealed class Reload(ConfigurationInForce inForce) : IConfigurationReload
    {
        public Task<ReloadResult?> ReloadAsync(CancellationToken cancellation)
        {
            var before = inForce.Current.Definition?.Jobs ?? [];
            inForce.Current = new ConfigurationLoader(new()).Load(inForce.Path);
            return Task.FromResult<ReloadResult?>(new() { Changed = [.. (inForce.Current.Definition?.Jobs ?? []).Except(before).Select(job => job.Name.Text)] });
        }
    }
}
