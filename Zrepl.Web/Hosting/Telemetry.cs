using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Zrepl.Web.Api;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Traces and metrics to an OpenTelemetry collector, if one is named: by <c>Zrepl:OpenTelemetry:Endpoint</c> and <c>Protocol</c> in appsettings.json, or by the variables
/// <c>OTEL_EXPORTER_OTLP_*</c> that every program with OpenTelemetry knows. A collector that is gone costs spans, never time. Source: spec F3.
/// </summary>
internal static class Telemetry
{
    /// <summary>The collector's address.</summary>
    public const string Endpoint = "Zrepl:OpenTelemetry:Endpoint";

    /// <summary><c>grpc</c>, which is the default, or <c>http</c>.</summary>
    public const string Protocol = "Zrepl:OpenTelemetry:Protocol";

    /// <summary>Of the traces and the metrics.</summary>
    public const string SourceName = "Zrepl";

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>Adds the export, if it is configured.</summary>
    /// <exception cref="StartFailedException">The settings make no sense.</exception>
    public static void AddTo(IServiceCollection services, ConfigurationManager configuration)
    {
        if (configuration[Endpoint] is { Length: > 0 } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new StartFailedException($"{Endpoint} is \"{endpoint}\": the address of a collector looks like http://127.0.0.1:4317.");
            configuration[EndpointVariable] = endpoint; // the exporter reads it there, and knows the paths behind it
            configuration[ProtocolVariable] = configuration[Protocol] switch
            {
                null or "" or "grpc" => "grpc",
                "http" => "http/protobuf",
                var other => throw new StartFailedException($"{Protocol} is \"{other}\": it may be grpc or http."),
            };
        }

        if (string.IsNullOrWhiteSpace(configuration[EndpointVariable])) return;
        services.AddSingleton<TelemetryMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryMetrics>());
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("zrepl", serviceVersion: VersionInformation.OfThisProgram.Version)
                .AddAttributes([new("host.name", Environment.MachineName)]))
            .WithTracing(traces => traces.AddSource(SourceName).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(SourceName).AddOtlpExporter());
    }
}
