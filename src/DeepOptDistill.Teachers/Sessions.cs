using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>ONNX Runtime sessions as this assembly wants them: on the processor, silent, with a given number of threads.</summary>
internal static class Sessions
{
    /// <summary>Opens a model; whatever ONNX Runtime says against it becomes a problem.</summary>
    public static InferenceSession Open(
        OnnxModel model,
        string where,
        int threads,
        GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL
    )
    {
        Silence();
        using var options = Options(threads, level);
        if (model.WeightFolder is { } folder)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        try
        {
            return new InferenceSession(model.ToBytes(), options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException(Refusal.Of(where, error, model));
        }
    }

    /// <summary>Runs once and hands out what the runtime allocated.</summary>
    public static IDisposableReadOnlyCollection<OrtValue> RunOnce(
        InferenceSession session,
        IReadOnlyDictionary<string, OrtValue> inputs,
        IReadOnlyCollection<string> outputs,
        string where
    )
    {
        using var options = new RunOptions();
        try
        {
            return session.Run(options, inputs, outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException(Refusal.Of(where, error));
        }
    }

    private static SessionOptions Options(int threads, GraphOptimizationLevel level)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Workers spin inside a run, as the runtime does by default, but not between runs: the next teacher and the trainer need the cores.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        // Products with weights of four and two bits in float32: the runtime would round what they are multiplied by to eight bits, which
        // no file asks for.
        options.AddSessionConfigEntry("session.qdq_matmulnbits_accuracy_level", "1");
        return options;
    }

    /// <summary>A library has no console: errors come as exceptions, and warnings about foreign files help nobody.</summary>
    private static void Silence()
    {
        if (OrtEnv.IsCreated)
            return;
        var options = new EnvironmentCreationOptions { logId = "deepopt", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
