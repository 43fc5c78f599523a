using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Zrepl.Tests.Browser.Load;

/// <summary>
/// A page of the dashboard as the daemon sees it, without a browser that draws it: it is fetched, made live, and confirms every change as
/// <c>blazor.web.js</c> does. Fifty of them cost this side nearly nothing, so that what they cost the daemon can be measured on one machine.
/// </summary>
internal sealed partial class DrawnNowhere : IAsyncDisposable
{
    private const int WindowHeight = 900; // pixels

    private readonly HubConnection _connection;
    private readonly HttpClient _http;
    private string _circuit = "";
    private int _updates;
    private long _bytes;
    private string? _error;

    private DrawnNowhere(HubConnection connection, HttpClient http) => (_connection, _http) = (connection, http);

    /// <summary>Opens the first page of a dashboard and returns once it is live.</summary>
    /// <param name="address">Where the dashboard is, without a slash at the end.</param>
    /// <param name="cookies">Of somebody who is signed in, as a browser sends them.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<DrawnNowhere> OpenAsync(string address, string cookies, CancellationToken cancellation)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(address + "/"), DefaultRequestHeaders = { { "Cookie", cookies } } };
        var html = await http.GetStringAsync("", cancellation);
        var connection = new HubConnectionBuilder().WithUrl(address + "/_blazor", options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.Headers["Cookie"] = cookies;
        });
        connection.Services.AddSingleton<IHubProtocol, BlazorPack>();
        var page = new DrawnNowhere(connection.Build(), http);
        await page.StartAsync(address, html, cancellation);
        return page;
    }

    /// <summary>Changes of the page, and their bytes, since the last call.</summary>
    public (int Updates, long Bytes) Take()
    {
        if (_error is { } error) throw new InvalidOperationException($"the page has ended: {error}");
        return (Interlocked.Exchange(ref _updates, 0), Interlocked.Exchange(ref _bytes, 0));
    }

    /// <summary>Closes it as a browser does when its tab is closed: the daemon forgets it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        using var form = new MultipartFormDataContent { { new StringContent(_circuit), "circuitId" } };
        using (await _http.PostAsync("_blazor/disconnect", form)) _http.Dispose();
    }

    private async Task StartAsync(string address, string html, CancellationToken cancellation)
    {
        var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection.On<long, byte[]>("JS.RenderBatch", async (number, changes) =>
        {
            Interlocked.Increment(ref _updates);
            Interlocked.Add(ref _bytes, changes.Length);
            await _connection.SendAsync("OnRenderCompleted", number, null);
        });
        _connection.On<long>("JS.EndUpdateRootComponents", _ => live.TrySetResult());
        _connection.On<string>("JS.Error", error => Interlocked.CompareExchange(ref _error, error, null));
        _connection.On<long, string, string, int, long, int>("JS.BeginInvokeJS", AnswerAsync);
        await _connection.StartAsync(cancellation);
        var state = State().Match(html).Groups["state"].Value;
        _circuit = await _connection.InvokeAsync<string>("StartCircuit", address + "/", address + "/", "[]", state, cancellation);
        Assert.False(string.IsNullOrEmpty(_circuit), "the daemon does not make the page live");
        var parts = Marker().Matches(html).Select((marker, number) =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"type":"add","ssrComponentId":{{number + 1}},"marker":{{marker.Value}}}"""));
        await _connection.SendAsync("UpdateRootComponents", $$"""{"batchId":1,"operations":[{{string.Join(',', parts)}}]}""", state, cancellation);
        await live.Task.WaitAsync(cancellation);
    }

    // What a script would answer: a module is object 1, everything else nothing. A long list is told which of its rows are in sight.
    private async Task AnswerAsync(long call, string function, string arguments, int result, long target, int kind)
    {
        const int Object = 1;
        if (call != 0)
            await _connection.SendAsync("EndInvokeJSFromDotNet", call, true, string.Create(CultureInfo.InvariantCulture, $"[{call},true,{(result == Object ? """{"__jsObjectId":1}""" : "null")}]"));
        if (function != "Blazor._internal.Virtualize.init") return;
        using var parsed = JsonDocument.Parse(arguments);
        var list = parsed.RootElement[0].GetProperty("__dotNetObject").GetInt64();
        await _connection.SendAsync("BeginInvokeDotNetFromJS", "1", null, "OnSpacerBeforeVisible", list, string.Create(CultureInfo.InvariantCulture, $"[0,{WindowHeight},{WindowHeight}]"));
    }

    [GeneratedRegex("""(?<=<!--Blazor:)\{"type":"server".*?"descriptor".*?\}(?=-->)""")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[^-]+)-->")]
    private static partial Regex State();

    // Blazor's name for messages that are packed as SignalR's own are.
    private sealed class BlazorPack : IHubProtocol
    {
        private readonly MessagePackHubProtocol _inner = new();

        public string Name => "blazorpack";

        public int Version => _inner.Version;

        public TransferFormat TransferFormat => _inner.TransferFormat;

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);

        public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) => _inner.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(message, output);
    }
}
