"""Names, lake and tracking server by files and variables."""

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from lastmile.errors import RejectedError
from lastmile.project import Project


class ProjectTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.code = Path(folder.name).resolve()
        self.write("# a comment=1\ndataset=cars\ntask = regression\n")
        environment = mock.patch.dict(os.environ, {"LASTMILE_HOME": ""})
        environment.start()
        self.addCleanup(environment.stop)
        for name in ("LASTMILE_MODEL", "MLFLOW_TRACKING_URI", "LASTMILE_CATALOG_URI"):
            os.environ.pop(name, None)

    def write(self, text, module="cars-data"):
        file = self.code / module / "src/main/resources/dataset.properties"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def test_names_follow_from_the_dataset(self):
        (self.code / "notebooks").mkdir()
        project = Project.find(self.code / "notebooks")

        self.assertEqual((project.code, project.home), (self.code, self.code))
        self.assertEqual((project.dataset, project.task), ("cars", "regression"))
        self.assertEqual((project.model, project.features_model), ("cars-model", "cars-features"))
        self.assertEqual(project.features_table, "interim.cars_features")

    def test_variables_name_another_model_and_home(self):
        os.environ.update(LASTMILE_MODEL="fleet", LASTMILE_HOME=str(self.code / "home"))
        project = Project.find(self.code)

        self.assertEqual((project.model, project.home), ("fleet", self.code / "home"))

    def test_the_server_is_that_of_the_variable_or_the_one_that_was_started(self):
        project = Project.find(self.code)
        with self.assertRaisesRegex(RejectedError, "No tracking server runs. Run: make models"):
            project.tracking_uri()
        (self.code / "models").mkdir()
        (self.code / "models/tracking-server.properties").write_text("#Mon\naddress=http\\://127.0.0.1\\:5001\n")
        self.assertEqual(project.tracking_uri(), "http://127.0.0.1:5001")
        os.environ["MLFLOW_TRACKING_URI"] = "http://other"
        self.assertEqual(project.tracking_uri(), "http://other")

    def test_what_is_missing_is_named_with_the_remedy(self):
        with self.assertRaisesRegex(RejectedError, "catalog.db does not exist yet. Run: make interim-data"):
            Project.find(self.code).catalog()
        self.write("task=ranking\n")
        with self.assertRaisesRegex(RejectedError, "no dataset="):
            Project.find(self.code).model
        with self.assertRaisesRegex(RejectedError, "task=ranking. Give it classification or regression"):
            Project.find(self.code).task
        self.write("dataset=a\n", "other-data")
        with self.assertRaisesRegex(RejectedError, "2 files dataset.properties"):
            Project.find(self.code)
        with self.assertRaisesRegex(RejectedError, "Run in a folder of a Lastmile project"):
            Project.find("/")


if __name__ == "__main__":
    unittest.main()
