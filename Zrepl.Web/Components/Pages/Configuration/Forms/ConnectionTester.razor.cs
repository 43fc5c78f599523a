using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.ConnectionTests;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Tries to reach the other side by what the form says, before it is saved.</summary>
public sealed partial class ConnectionTester : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ConnectionReport? _report;
    private JobDefinition? _tested;
    private bool _isTesting;

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>Makes connections.</summary>
    [Inject] public required NetworkTransport Network { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    private bool CanTest => Form.Definition is { } job && ConnectionTest.ConnectOf(job) is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_tested is not null && !Equals(_tested, Form.Definition)) (_report, _tested) = (null, null); // it speaks of something else
    }

    private async Task TestAsync()
    {
        if (Form.Definition is not { } job) return;
        _isTesting = true;
        try
        {
            var report = await new ConnectionTest(Network, Time).RunAsync(job, Form.Check.Jobs.Select(one => one.Definition), _gone.Token);
            (_report, _tested) = (report, job);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // the page was left
        }
        finally
        {
            _isTesting = false;
        }
    }
}
