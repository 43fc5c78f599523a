using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Web.Live.Datasets;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Components.Pages.Datasets;

/// <summary>An engine over a simulated pool <c>tank</c>, every command counted.</summary>
internal sealed class DatasetsWorld : IDatasetHosts, IAsyncDisposable
{
    private readonly SimulatedHost _host = new();
    private readonly CountingRunner _runner;
    private readonly ServiceProvider _services;

    public DatasetsWorld(TimeProvider clock)
    {
        _runner = new(new SimulatedZfs(_host));
        _services = new ServiceCollection().AddLogging().AddSingleton(clock).AddZreplEngine().BuildServiceProvider();
        All = [_services.GetRequiredService<EngineFactory>().Create(new() { Name = "host", Runner = _runner })];
    }

    public ImmutableArray<EngineInstance> All { get; }

    /// <summary>How many commands of the engine ran.</summary>
    public int Commands => _runner.Count;

    /// <summary>What stands in the way of <c>zfs</c>, or null.</summary>
    public string? Broken { set => _runner.Broken = value; }

    /// <summary>A pool with a dataset of two snapshots, of which the job to_nas copied the first.</summary>
    public async Task FillAsync()
    {
        await _host.CreatePoolAsync("tank");
        await RunAsync("create", "tank/db");
        await RunAsync("create", "-V", "16M", "tank/vm");
        await RunAsync("snapshot", "tank/db@a");
        await RunAsync("snapshot", "tank/db@b");
        await RunAsync("hold", GuaranteeNames.StepHoldTag(JobName.Parse("to_nas")), "tank/db@b");
        await RunAsync("bookmark", "tank/db@a", $"tank/db#{GuaranteeNames.Cursor(JobName.Parse("to_nas"), await GuidAsync("tank/db@a"))}");
    }

    /// <summary>A filesystem that is encrypted, with its key loaded.</summary>
    public Task CreateEncryptedAsync(string name)
    {
        _host.KeyFiles["file:///key"] = new string('k', 32);
        return RunAsync("create", "-o", "encryption=on", "-o", "keyformat=raw", "-o", "keylocation=file:///key", name);
    }

    /// <summary>Runs <c>zfs</c> beside the engine.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
        return result.OutputText;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in All) await engine.DisposeAsync();
        await _services.DisposeAsync();
        await _host.DisposeAsync();
    }

    private async Task<ulong> GuidAsync(string snapshot) =>
        ulong.Parse(await RunAsync("get", "-H", "-p", "-o", "value", "guid", snapshot), System.Globalization.CultureInfo.InvariantCulture);
}
