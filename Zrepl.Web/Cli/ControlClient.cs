using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli;

/// <summary>Talks to a daemon, ours or Go's, over its control socket. What fails is told in the words of the Go client. Source: spec B1.</summary>
internal sealed class ControlClient : IDisposable
{
    private const int LongestErrorText = 4096;
    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(1);

    /// <summary>For people and programs that read what was answered.</summary>
    public static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly HttpClient _http;
    private readonly string _path;
    private readonly TimeSpan _patience;

    /// <param name="socketPath">The control socket.</param>
    /// <param name="patience">How long an answer may take; null: a minute.</param>
    public ControlClient(string socketPath, TimeSpan? patience = null)
    {
        (_path, _patience) = (socketPath, patience ?? UsualPatience);
        _http = new(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation) })
        { BaseAddress = new("http://unix"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The body of <c>/status</c> as it was received.</summary>
    public Task<byte[]> StatusBytesAsync(CancellationToken cancellation) => PostAsync("/status", "{}", cancellation);

    /// <summary>The status document.</summary>
    public async Task<StatusDocument> StatusAsync(CancellationToken cancellation)
    {
        var body = await StatusBytesAsync(cancellation);
        try
        {
            return StatusJson.Read(body);
        }
        catch (JsonException wrong)
        {
            throw new CommandFailedException(Encoding.UTF8.GetString(body).Contains("\"JobSpecific\"", StringComparison.Ordinal)
                ? $"the daemon at {_path} is another edition of zrepl, whose status has another shape; use its own client"
                : $"cannot understand the status of the daemon at {_path}: {wrong.Message}");
        }
    }

    /// <summary>Asks a job to do something.</summary>
    public Task SignalAsync(SignalRequest request, CancellationToken cancellation) =>
        PostAsync("/signal", JsonSerializer.Serialize(request), cancellation);

    /// <summary>How the daemon's jobs are.</summary>
    public async Task<IReadOnlyCollection<JobHealthAnswer>> HealthAsync(CancellationToken cancellation)
    {
        try
        {
            return JsonSerializer.Deserialize<JobHealthAnswer[]>(await PostAsync("/health", "{}", cancellation)) ?? [];
        }
        catch (CommandFailedException failure) when (failure.Message == "404 page not found")
        {
            throw new CommandFailedException($"the daemon at {_path} is one that does not judge its jobs; see zrepl monitor alive");
        }
    }

    /// <summary>Asks a job to run, and waits for the end of that run for as long as it takes.</summary>
    /// <returns>Null if the daemon cannot wait: Go's answers at once.</returns>
    public async Task<SignalAnswer?> SignalAndWaitAsync(SignalRequest request, CancellationToken cancellation)
    {
        var answer = JsonSerializer.Deserialize<SignalAnswer>(
            await PostAsync("/signal", JsonSerializer.Serialize(request with { Wait = true }), cancellation, Timeout.InfiniteTimeSpan));
        return answer is { Run: null, Problem: null } ? null : answer;
    }

    /// <summary>How the copy of a dataset stands; with a way, goes it.</summary>
    public async Task<RepairOrderAnswer> RepairAsync(RepairOrder order, CancellationToken cancellation)
    {
        try
        {
            return JsonSerializer.Deserialize<RepairOrderAnswer>(await PostAsync("/repair", JsonSerializer.Serialize(order), cancellation, Timeout.InfiniteTimeSpan))
                ?? throw new CommandFailedException($"the daemon at {_path} does not tell how the copy stands");
        }
        catch (CommandFailedException failure) when (failure.Message == "404 page not found")
        {
            throw new CommandFailedException($"the daemon at {_path} is one that repairs nothing");
        }
    }

    /// <summary>Switches the profiling listener on or off.</summary>
    public Task PprofAsync(PprofRequest request, CancellationToken cancellation) => PostAsync("/debug/pprof", JsonSerializer.Serialize(request), cancellation);

    /// <summary>Which zrepl the daemon is.</summary>
    public async Task<VersionInformation> VersionAsync(CancellationToken cancellation) =>
        JsonSerializer.Deserialize<VersionInformation>(await PostAsync("/version", "\"\"", cancellation))
        ?? throw new CommandFailedException($"the daemon at {_path} does not tell its version");

    private async Task<byte[]> PostAsync(string path, string json, CancellationToken cancellation, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience ?? _patience);
        try
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(path, content, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            if (response.IsSuccessStatusCode) return body;
            throw new CommandFailedException(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestErrorText))).TrimEnd('\n'));
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailedException($"Post \"http://unix{path}\": {ReasonOf(failure)}") { Advice = AdviceFor(failure) };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"Post \"http://unix{path}\": the daemon at {_path} did not answer within {_patience.TotalSeconds:0.###} s")
            {
                Advice = "It is very busy, or stopped. What was asked for may still be done when it goes on.",
            };
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string ReasonOf(HttpRequestException failure) => failure.InnerException is SocketException reason
        ? $"dial unix {_path}: connect: {WordsOf(reason)}"
        : failure.InnerException?.Message ?? failure.Message;

    private static string? AdviceFor(HttpRequestException failure) => (failure.InnerException as SocketException)?.SocketErrorCode switch
    {
        null => null,
        SocketError.AccessDenied => "The control socket belongs to the user of the daemon: ask as that user, which usually is root.",
        _ => "No daemon answers there. Is it running, and with this configuration? Where it listens is global.control.sockpath; --config names another file.",
    };

    private string WordsOf(SocketException reason) => reason.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.AccessDenied => "permission denied",
        _ when !File.Exists(_path) => "no such file or directory",
        _ => reason.Message,
    };
}
