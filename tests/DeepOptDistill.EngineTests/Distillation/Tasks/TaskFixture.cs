using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Distillation.Tasks;

/// <summary>
/// A regression and a multi-label task with teachers that scikit-learn and PyTorch trained (scripts/reference/other_tasks.py).
/// </summary>
internal static class TaskFixture
{
    public static readonly string Folder = Repository.In("tests", "DeepOptDistill.EngineTests", "Distillation", "Tasks");

    public static readonly Dataset Patients = new TableDataset
    {
        Train = "diabetes-train.csv",
        Test = "diabetes-test.csv",
        Values = ["progression", "remission"],
        Validation = 42,
    }.Load(new DataFolder(Folder), new Seed(1));

    public static readonly Dataset Pairs = new NpyDataset
    {
        Task = TaskKind.Labels,
        Train = "pairs.npz/train",
        TrainLabels = "pairs.npz/train_labels",
        Test = "pairs.npz/test",
        TestLabels = "pairs.npz/test_labels",
        Validation = 200,
    }.Load(new DataFolder(Folder), new Seed(1));

    private static readonly JsonElement Reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "answers.json"))).RootElement;

    /// <summary>What the maker of a teacher says of the first twenty test samples.</summary>
    public static double[][] Answers(string teacher) => Reference.GetProperty("answers").GetProperty(teacher).Deserialize<double[][]>()!;

    /// <summary>A score of a teacher on the test samples, by scikit-learn.</summary>
    public static JsonElement Score(string teacher, string name) => Reference.GetProperty("scores").GetProperty(teacher).GetProperty(name);

    public static Dataset Data(string teacher) => teacher.StartsWith("pairs", StringComparison.Ordinal) ? Pairs : Patients;

    public static TeacherSpec Spec(string teacher) => new() { Name = teacher, Model = $"{teacher}.onnx" };

    /// <summary>Answers to the test samples as our teachers give them: logits or values.</summary>
    public static float[] Asked(TeacherSpec spec, Dataset data)
    {
        using var teacher = Teacher.Open(spec, Folder, data.Shape, data.Classes, threads: 1, data.Task);
        var answers = new float[data.Test.Count * data.Classes.Count];
        teacher.Answer(data.Test, data.Test.Count, answers);
        return answers;
    }
}
